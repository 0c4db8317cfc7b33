using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Norm.ML.Packages.Tests.Api;

/// <summary>All that a program can use of an assembly, as C# without bodies: one line a member, sorted, namespace by namespace.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    // What the compiler writes into records, and what object says of everything.
    private static readonly HashSet<string> Implied = ["<Clone>$", "EqualityContract", "PrintMembers", "Equals", "GetHashCode", "ToString",
        "op_Equality", "op_Inequality", "Deconstruct"];

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, Type> space in Visible(assembly.GetTypes()).Where(type => !type.IsNested).GroupBy(type => type.Namespace!)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(text.Length == 0 ? "" : "\n").Append("namespace ").Append(space.Key).Append(";\n");
            foreach (Type type in space.OrderBy(type => type.Name, StringComparer.Ordinal))
            {
                Write(text.Append('\n'), type, "");
            }
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Write(StringBuilder text, Type type, string indent)
    {
        text.Append(indent).Append(Signature.Of(type)).Append('\n');
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return;
        }

        string inner = indent + "    ";
        foreach (string line in Members(type))
        {
            text.Append(inner).Append(line).Append('\n');
        }

        foreach (Type nested in Visible(type.GetNestedTypes(Declared)).OrderBy(nested => nested.Name, StringComparer.Ordinal))
        {
            Write(text, nested, inner);
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}");
        }

        bool record = type.GetMethod("<Clone>$", Declared) is not null || type.GetMethod("PrintMembers", Declared) is not null;
        return
        [
            .. Sorted(type.GetFields(Declared).Where(IsVisible), Signature.Of),
            .. Sorted(type.GetConstructors(Declared).Where(IsVisible).Where(constructor => !IsCopy(constructor)), Signature.Of),
            .. Sorted(type.GetProperties(Declared).Where(property => IsVisible(property.GetMethod) || IsVisible(property.SetMethod))
                .Where(property => !Implied.Contains(property.Name)), Signature.Of),
            .. Sorted(type.GetMethods(Declared).Where(IsVisible).Where(IsOwn), Signature.Of),
        ];

        // An accessor stands with its property; operators have special names, too.
        bool IsOwn(MethodInfo method) =>
            (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            && (!(record || method.GetBaseDefinition().DeclaringType == typeof(object)) || !Implied.Contains(method.Name));

        bool IsCopy(ConstructorInfo constructor) => record && constructor.GetParameters() is [var only] && only.ParameterType == type;
    }

    private static IEnumerable<string> Sorted<TMember>(IEnumerable<TMember> members, Func<TMember, string> write)
        where TMember : MemberInfo =>
        members.Select(member => (member.Name, Text: write(member))).OrderBy(one => one.Name, StringComparer.Ordinal)
        .ThenBy(one => one.Text, StringComparer.Ordinal).Select(one => one.Text);

    private static IEnumerable<Type> Visible(IEnumerable<Type> types) =>
        types.Where(type => (type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && !type.Name.Contains('<')
        && !type.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool IsVisible(FieldInfo field) => field is { IsPublic: true } or { IsFamily: true };
}
