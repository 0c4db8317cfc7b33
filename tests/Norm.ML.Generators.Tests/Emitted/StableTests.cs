using System.Globalization;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Emitted;

/// <summary>The output depends on the requests alone: not on the machine's culture, nor on the order of files.</summary>
public class StableTests
{
    private static readonly string[] Sources =
    [
        Source.Kernel("LayerNorm<float>(1000, Epsilon = 1.5e-7)", "public readonly partial struct A;"),
        Source.Kernel("GroupNorm<double>(4, 1024, Spatial = 1024, Epsilon = 1234567.25)", "public readonly partial struct B;"),
        Source.Kernel("RmsNorm<double>(8, 8)", "public readonly partial struct I;"),
        Source.MLNet,
    ];

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    [InlineData("sv-SE")]
    [InlineData("tr-TR")]
    public void Under_any_culture(string name)
    {
        string[] expected = Emit(Sources);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            // A hostile culture: another minus, another point, other separators of thousands.
            var hostile = (CultureInfo)CultureInfo.GetCultureInfo(name).Clone();
            hostile.NumberFormat.NegativeSign = "~";
            hostile.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = hostile;
            Assert.Equal(expected, Emit(Sources));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void In_any_order_of_files() => Assert.Equal(Emit(Sources), Emit([.. Sources.Reverse()]));

    [Fact]
    public void With_any_line_ends() => Assert.Equal(Emit(Sources), Emit([.. Sources.Select(text => text.ReplaceLineEndings("\r\n"))]));

    [Fact]
    public void Lines_end_in_a_line_feed_and_in_no_space() =>
        Assert.All(Emit(Sources), text => Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line)));

    private static string[] Emit(string[] sources) =>
        [.. GeneratorRun.Of(sources).AssertCompiles().Files.OrderBy(file => file.HintName, StringComparer.Ordinal)
        .Select(file => file.SourceText.ToString())];
}
