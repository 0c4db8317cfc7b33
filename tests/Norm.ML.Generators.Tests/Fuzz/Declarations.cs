namespace Norm.ML.Generators.Tests.Fuzz;

/// <summary>
/// Declarations as a hurried user might leave them: sound ones, odd ones, and sound ones with a word lost, doubled, moved or replaced.
/// </summary>
internal sealed class Declarations(int seed)
{
    private static readonly string[] Norms = ["LayerNorm", "RmsNorm", "GroupNorm", "InstanceNorm", "BatchNorm", "UnitNorm"];
    private static readonly string[] Elements = ["float", "double", "float", "double", "float", "System.Half", "int", "string", "float?", "N", "T",
        "object", "System.Single", "dynamic", "(int, int)", ""];
    private static readonly string[] Sizes = ["8", "16", "64", "1", "3", "768", "4096", "0", "-1", "2147483647", "65536", "2.5", "\"8\"", "null",
        "default", "Size", "8, 8", "2, 8", "4, 6", "groups: 2, channels: 8", "channels: 8", "new[] { 2, 3 }", "new int[0]", "(int)8L", "sizeof(int)",
        ""];
    private static readonly string[] Options =
    [
        "Epsilon = 1e-6", "Epsilon = 0", "Epsilon = -1", "Epsilon = double.NaN", "Epsilon = 1e-400", "Epsilon = double.Epsilon", "Epsilon = 1e308",
        "Epsilon = \"x\"", "Affine = false",
        "Bias = false", "Bias = true", "UnitOffset = true", "Spatial = 9", "Spatial = 0", "Spatial = 2000000000", "Layout = NormLayout.ChannelsLast",
        "Layout = (NormLayout)5", "Residual = true", "Backward = true", "Precision = NormPrecision.Fast", "Precision = (NormPrecision)(-1)",
        "Unknown = 1", "Epsilon = Missing",
    ];

    private static readonly string[] Modifiers = ["public", "internal", "private", "protected", "file", "readonly", "partial", "ref", "static",
        "sealed", "abstract", "unsafe", "new", "record", "required"];
    private static readonly string[] Names = ["N", "N", "N", "Normalize", "Kind", "LayerNorm", "System", "global", "@class", "Epsilon", "get_Kind",
        "ä", "Norm", "Span", "x", "gamma", "F", "D"];
    private static readonly string[] Bodies =
    [
        ";", ";", ";", "{ }", "<T>;", "{ public static int Kind => 1; }", "{ public enum Precision { } }", "(int Epsilon);", "(int gamma);",
        "{ public int A; }", "{ public readonly int A; }",
        "{ public static void Normalize() { } }", "{ public const int ExampleLength = 3; }", ": INormKernel<float>;",
        ": System.IDisposable { public void Dispose() { } }", "{ class x; class gamma; class F; class D; }",
        "{ public static int operator +(N a, N b) => 1; }", "{ public N() { } }", "where T : struct;", "{",
    ];

    private static readonly string[] Outers = ["partial class Outer", "public static partial class Outer", "class Outer", "partial class Outer<T>",
        "partial struct Outer", "partial record Outer", "partial interface Outer", "file partial class Outer", "partial enum Outer",
        "public partial class Normalize"];
    private static readonly string[] Spaces = ["", "", "namespace Demo;", "namespace Norm.ML;", "namespace System;", "namespace global;",
        "namespace Demo.@class;", "namespace N;"];

    private readonly Random _random = new(seed);

    /// <summary>One file.</summary>
    public string Next()
    {
        string text = _random.Next(3) == 0 ? Sound() : Odd();
        for (int i = _random.Next(4); i > 1; i--)
        {
            text = Mutate(text);
        }

        return $"using Norm.ML;\n{text}";
    }

    private string Sound()
    {
        string norm = Pick(Norms);
        string sizes = norm == "GroupNorm" ? "4, 16" : "16", spatial = norm == "InstanceNorm" ? ", Spatial = 9" : "";
        return $"{Pick(Spaces)}\n[{norm}<{Pick(["float", "double"])}>({sizes}{spatial})]\n"
            + $"{Pick(["public ", "internal ", ""])}readonly partial {Pick(["", "record "])}struct {Pick(Names)};";
    }

    private string Odd()
    {
        string request = $"[{Pick(Norms)}<{Pick(Elements)}>({string.Join(", ", Some(1, Sizes).Concat(Some(3, Options)))})]";
        string second = _random.Next(10) == 0 ? $"[{Pick(Norms)}<float>(8)]" : "";
        string modifiers = _random.Next(2) == 0 ? "readonly partial" : string.Join(" ", Some(4, Modifiers));
        string type = $"{request}{second}\n{modifiers} {Pick(["struct", "struct", "struct", "struct", "class", "interface", "record", "enum"])} "
            + $"{Pick(Names)}{Pick(Bodies)}";
        if (_random.Next(4) == 0)
        {
            type = $"{Pick(Outers)}\n{{\n{type}\n}}";
        }

        string beside = Pick(["", "", "class Span;", "class Normalize;", "class NTransformsCatalogExtensions;", "partial struct N;", "struct N;",
            "class LayerNormAttribute<T> : System.Attribute;"]);
        return $"{Pick(Spaces)}\n{type}\n{beside}";
    }

    private string Mutate(string text)
    {
        var words = new List<string>(System.Text.RegularExpressions.Regex.Matches(text, @"\w+|\s+|.").Select(match => match.Value));
        int at = _random.Next(words.Count);
        switch (_random.Next(4))
        {
            case 0:
                words.RemoveAt(at);
                break;
            case 1:
                words.Insert(at, words[at]);
                break;
            case 2:
                (words[at], words[_random.Next(words.Count)]) = (words[_random.Next(words.Count)], words[at]);
                break;
            default:
                words[at] = Pick([.. Modifiers, .. Sizes, .. Names, "(", ")", "[", "]", "<", ">", "{", "}", ";", ","]);
                break;
        }

        return string.Concat(words);
    }

    private IEnumerable<string> Some(int most, string[] from) => Enumerable.Range(0, _random.Next(most + 1)).Select(_ => Pick(from)).Distinct();

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
