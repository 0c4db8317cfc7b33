using System.Reflection;
using System.Runtime.CompilerServices;

namespace Norm.ML.Documents.Tests;

/// <summary>Our public names beside those of the namespaces that programs import together with <c>Norm.ML</c>.</summary>
public class NameTests
{
    static readonly string[] Frameworks =
    [
        "System", "System.Collections.Generic", "System.Data", "System.Data.Common", "System.Diagnostics", "System.Globalization", "System.IO", "System.Linq", "System.Net.Http",
        "System.Numerics", "System.Numerics.Tensors", "System.Runtime.InteropServices", "System.Text", "System.Text.Json", "System.Threading", "System.Threading.Tasks", "Microsoft.Data.Analysis",
    ];

    static readonly Assembly[] Ours = [typeof(NormTransforms).Assembly, typeof(LayerNorm).Assembly];

    [Fact]
    public void No_type_of_ours_has_a_name_that_MLNet_or_the_framework_has()
    {
        Dictionary<string, Type[]> theirs = Theirs().GroupBy(Name).ToDictionary(group => group.Key, group => group.ToArray());
        Assert.True(theirs.ContainsKey("DatabaseSource") && theirs.ContainsKey("Tensor") && theirs.ContainsKey("DataFrame") && theirs.ContainsKey("OnnxScoringEstimator"), "The assemblies that users import are not all here.");
        string[] clashes = [.. OurTypes().Where(type => theirs.ContainsKey(Name(type)))
            .Select(type => $"{type.FullName} and {string.Join(", ", theirs[Name(type)].Select(other => other.FullName))}")];
        Assert.True(clashes.Length == 0, string.Join('\n', clashes));
    }

    [Fact]
    public void No_extension_of_ours_has_a_name_that_MLNet_has_on_the_same_type()
    {
        HashSet<string> theirs = [.. Extensions(Theirs())];
        Assert.Contains("Microsoft.ML.TransformsCatalog.Concatenate", theirs);
        Assert.DoesNotContain(Extensions(OurTypes()), theirs.Contains);
    }

    static IEnumerable<Type> OurTypes() => Ours.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => !type.IsNested);

    static IEnumerable<Type> Theirs() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .Where(name => name.StartsWith("Microsoft.ML", StringComparison.Ordinal) || name.StartsWith("System", StringComparison.Ordinal) || name == "Microsoft.Data.Analysis")
            .SelectMany(name => Assembly.Load(new AssemblyName(name)).GetExportedTypes())
            .Where(type => !type.IsNested && type.Namespace is { } space && (space.StartsWith("Microsoft.ML", StringComparison.Ordinal) || Frameworks.Contains(space)));

    static IEnumerable<string> Extensions(IEnumerable<Type> types) =>
        types.Where(type => type is { IsAbstract: true, IsSealed: true }).SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(ExtensionAttribute), inherit: false))
            .Select(method => $"{method.GetParameters()[0].ParameterType.FullName}.{method.Name}").Where(name => name[0] != '.').Distinct();

    // LayerNorm<T> and LayerNorm are two types and no clash in C#, but two things of one name.
    static string Name(Type type) => type.Name.Split('`')[0];
}
