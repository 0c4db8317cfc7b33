using System.Globalization;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Fit;

/// <summary>The statistics of the shipped samples are those of scikit-learn's StandardScaler. The numbers were made by scikit-learn.py.</summary>
public sealed class ScikitLearnTests : IDisposable
{
    private const double TwelveDigits = 1e-12;

    private readonly Workplace _place = new();

    [Theory]
    [InlineData("breast_cancer.csv", 31)]
    [InlineData("diabetes.csv", 11)]
    [InlineData("iris.csv", 5)]
    [InlineData("wine.csv", 14)]
    public void Statistics_agree_to_twelve_digits(string sample, int columns)
    {
        Dictionary<string, string[]> table = _place.Run("fit", Workplace.Sample(sample), "--out", _place.At("model.zip")).Succeeded().Table();
        string[][] expected = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fit", "scikit-learn.tsv"))
            .Select(line => line.Split('\t'))
            .Where(cells => cells[0] == sample)];

        Assert.Equal(columns, expected.Length);
        Assert.Equal(expected.Select(cells => cells[1]), table.Keys);
        foreach (string[] cells in expected)
        {
            string[] actual = table[cells[1]];
            Assert.Equal([cells[2], "0"], actual[1..3]);
            for (int i = 3; i < 7; i++)
            {
                double right = Number(cells[i]);
                Assert.True(Math.Abs(Number(actual[i]) - right) <= TwelveDigits * Math.Abs(right), $"{cells[1]}: {actual[i]} is not {cells[i]}");
            }
        }
    }

    [Fact]
    public void Numbers_are_shown_with_all_their_digits() =>
        Assert.Matches(@"^746\.8932584269\d+$", _place.Run("fit", Workplace.Sample("wine.csv"), "--out", _place.At("model.zip")).Succeeded()
        .Table()["proline"][3]);

    public void Dispose() => _place.Dispose();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
