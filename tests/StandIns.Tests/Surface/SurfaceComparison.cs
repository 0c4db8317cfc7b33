using System.Reflection;
using System.Runtime.CompilerServices;

namespace Norm.ML.StandIns.Tests;

/// <summary>
/// Compares what two assemblies declare, as text: types, then members. Private members do not count, nor does the namespace of the
/// stand-ins' own engine.
/// </summary>
internal static class SurfaceComparison
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Differences(Assembly standIn, Assembly real) => standIn.GetTypes()
        .Where(type => !IsOwn(type))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => real.GetType(type.FullName) is { } counterpart
            ? Differences(type, counterpart)
            : [$"{type.FullName}: ML.NET has no such type"]);

    public static IEnumerable<string> Differences(Type standIn, Type real)
    {
        string name = SurfaceText.Name(standIn);
        if (SurfaceText.Of(standIn) != SurfaceText.Of(real))
            yield return $"{name} is [{SurfaceText.Of(standIn)}], in ML.NET [{SurfaceText.Of(real)}]";
        foreach (string difference in Interfaces(standIn, real))
            yield return $"{name} is {difference} in one and not in the other";

        ILookup<string, string> realMembers = Members(real).ToLookup(member => member.Name, SurfaceText.Of);
        string[] mine = [.. Members(standIn).Select(SurfaceText.Of)];
        foreach (MemberInfo member in Members(standIn).OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            string text = SurfaceText.Of(member);
            string[] candidates = [.. realMembers[member.Name]];
            string found = candidates.Length == 0 ? "nothing of that name" : $"[{string.Join("], [", candidates)}]";
            if (!candidates.Contains(text))
                yield return $"{name} has [{text}], ML.NET has {found}";
        }
        // Whoever implements an interface or derives from a class must find everything that it asks for, as far as it is visible.
        if (!real.IsInterface && !real.IsVisible)
            yield break;
        // An internal interface without any member is a name that values pass under; nothing here implements it.
        if (mine.Length == 0 && !real.IsVisible)
            yield break;
        foreach (string text in Members(real).Where(MustBeImplemented).Select(SurfaceText.Of).Where(text => !mine.Contains(text)))
            yield return $"{name} lacks [{text}], which must be implemented";
    }

    private static IEnumerable<string> Interfaces(Type standIn, Type real)
    {
        string[] mine = [.. standIn.GetInterfaces().Where(face => !IsOwn(face)).Select(SurfaceText.Name)];
        string[] all = [.. real.GetInterfaces().Select(SurfaceText.Name)];
        string[] visible = [.. real.GetInterfaces().Where(IsPublic).Select(SurfaceText.Name)];
        return mine.Except(all).Concat(visible.Except(mine));
    }

    private static bool IsPublic(Type type) =>
        type.IsVisible
        || (type.IsConstructedGenericType && type.GetGenericTypeDefinition().IsVisible && type.GetGenericArguments().All(IsPublic));

    private static bool MustBeImplemented(MemberInfo member) =>
        member is MethodInfo { IsAbstract: true } method
        && (method.DeclaringType.IsInterface || SurfaceText.Access(method) is "public" or "protected");

    private static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(Declared)
        .Where(member => member is FieldInfo or MethodBase && SurfaceText.Access(member) != "private")
        .Where(member => !IsGenerated(member) && !member.Name.Contains('<') && member.Name != "value__");

    private static bool IsOwn(Type type) =>
        type.Namespace?.StartsWith("Microsoft.ML.StandIns", StringComparison.Ordinal) == true
        || type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true
        || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true && type.Assembly != typeof(object).Assembly && !type.IsVisible
        || type.FullName?.Contains('<') == true
        || Outermost(type).Any(outer => outer.IsNestedPrivate);

    private static IEnumerable<Type> Outermost(Type type)
    {
        for (; type != null; type = type.DeclaringType)
            yield return type;
    }

    /// <summary>Accessors count, though the compiler wrote their bodies.</summary>
    private static bool IsGenerated(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute), false) && member is not MethodInfo { IsSpecialName: true };
}
