using System.Globalization;

namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// docs/accuracy.md says what is measured. It is only compared, never written, unless <c>NORM_ML_WRITE_ACCURACY</c> is set to 1.
/// </summary>
public class AccuracyDocumentTests
{
    [Fact]
    public void The_committed_tables_are_what_is_measured()
    {
        string measured = AccuracyDocument.Render(), document = File.ReadAllText(AccuracyDocument.Path);
        if (Environment.GetEnvironmentVariable("NORM_ML_WRITE_ACCURACY") == "1")
        {
            File.WriteAllText(AccuracyDocument.Path, AccuracyDocument.Replace(document, measured));
            return;
        }
        string[] expected = Cells(AccuracyDocument.Measured(document)), actual = Cells(measured);

        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.True(Close(expected[i], actual[i]),
                $"docs/accuracy.md says {expected[i]} where {actual[i]} is measured, after {string.Join(" | ", actual[Math.Max(0, i - 5)..i])}");
        }
    }

    [Theory]
    [InlineData("0.50", "0.52", true)]
    [InlineData("0.50", "0.70", false)]
    [InlineData("1.0e+6", "1.1e+6", true)]
    [InlineData("1.0e+6", "1.0e+7", false)]
    [InlineData("∞", "1.0e+7", false)]
    [InlineData("normal", "uniform", false)]
    public void Cells_agree_to_a_fifth(string a, string b, bool close) => Assert.Equal(close, Close(a, b));

    private static string[] Cells(string text) => text.Split(['|', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool Close(string a, string b) =>
        a == b || (Number(a) is { } x && Number(b) is { } y && Math.Abs(x - y) <= 0.05 + 0.2 * Math.Min(x, y));

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
