using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace Norm.ML.Internals;

/// <summary>
/// Looks for the non-public types and members of ML.NET that this assembly uses before anything of it runs. ML.NET may change them in any version;
/// without this check a fit or a load would fail halfway with a <see cref="MissingMethodException"/> or a <see cref="TypeLoadException"/>.
/// </summary>
internal static class MLNetInternals
{
    // The versions of the package that the tests ran on.
    private const string TestedVersions = "5.0.1";

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

#pragma warning disable CA2255 // The rule is about libraries that work at load time. This one refuses to run.
    /// <exception cref="NotSupportedException">ML.NET lacks a member that this assembly uses.</exception>
    [ModuleInitializer]
    internal static void Check()
#pragma warning restore CA2255
    {
        string[] missing = [.. ReadList().Where(line => !Exists(line.Split(": ", 3)))];
        if (missing.Length > 0)
        {
            throw new NotSupportedException(
                $"Norm.ML {Version(typeof(MLNetInternals))} uses internal members of ML.NET that version {Version(typeof(MLContext))} does not have: "
                + $"{string.Join("; ", missing)}. It works with Microsoft.ML {TestedVersions}.");
        }
    }

    // One line each: "Assembly: Type" or "Assembly: Type: member", as reflection prints them. A test compares the list with what the assembly refers
    // to.
    private static List<string> ReadList()
    {
        using var reader = new StreamReader(typeof(MLNetInternals).Assembly.GetManifestResourceStream("MLNetInternals.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static bool Exists(string[] line) =>
        Type.GetType($"{line[1]}, {line[0]}") is { } type
        && (line.Length == 2 || Array.Exists(type.GetMembers(Declared), member => member.ToString() == line[2]));

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
