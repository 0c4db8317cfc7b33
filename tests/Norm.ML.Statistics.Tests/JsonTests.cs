using System.Globalization;

namespace Norm.ML.Tests.Statistics;

public sealed class JsonTests
{
    [Fact]
    public void Json_gives_back_every_bit_under_a_hostile_culture()
    {
        var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        hostile.NumberFormat.NegativeSign = "\u2212";
        hostile.NumberFormat.NumberDecimalSeparator = ",";
        hostile.NumberFormat.NaNSymbol = "nope";
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = hostile;
            foreach (RunningStatistics s in (RunningStatistics[])[FileTests.Sample(), RunningStatistics.Empty(2), Data.Of(Data.Rows(2000, 30), 30)])
                Assert.Equal(s, RunningStatistics.FromJson(s.ToJson()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Json_is_for_people()
    {
        var accumulator = new StatisticsAccumulator(1, channelNames: ["age"]);
        accumulator.Add([1.0, 2.0, double.NaN]);
        Assert.Equal(
            """
            {
              "format": "norm-ml-statistics",
              "version": 1,
              "rows": 3,
              "channels": [
                {
                  "name": "age",
                  "count": 2,
                  "missing": 1,
                  "infinite": 0,
                  "weight": 2,
                  "min": 1,
                  "max": 2,
                  "mean": 1.5,
                  "meanLow": 0,
                  "squaredDeviations": 0.5,
                  "squaredDeviationsLow": 0,
                  "standardDeviation": 0.5
                }
              ]
            }
            """.ReplaceLineEndings("\n"), accumulator.ToStatistics().ToJson());
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("[]", "object")]
    [InlineData("{}", "format")]
    [InlineData("{\"format\": \"norm-ml-statistics\", \"version\": 1, \"rows\": 0, \"channels\": []}", "", "0 channels")]
    [InlineData("{\"format\": \"norm-ml-statistics\", \"version\": 1, \"rows\": 0, \"channels\": [5]}", "", "channel 0 is not an object")]
    [InlineData("\"mean\": 1.5", "\"mean\": \"much\"", "'mean'")]
    [InlineData("\"mean\": 1.5,", "", "'mean'")]
    [InlineData("\"version\": 1", "\"version\": 2", "version 2")]
    [InlineData("\"rows\": 3", "\"rows\": 2", "in 2 rows")]
    [InlineData("\"rows\": 3", "\"rows\": 2.5", "'rows'")]
    [InlineData("\"count\": 2", "\"count\": -2", "-2 values")]
    [InlineData("\"infinite\": 0", "\"infinite\": 1", "in 3 rows")]
    [InlineData("\"weight\": 2", "\"weight\": -2", "weight")]
    [InlineData("\"squaredDeviations\": 0.5", "\"squaredDeviations\": -0.5", "squared deviations")]
    [InlineData("\"min\": 1", "\"min\": 9", "from 9 to 2")]
    [InlineData("\"mean\": 1.5", "\"mean\": 1e999", "mean")]
    [InlineData("\"min\": 1", "\"scale\": 5, \"min\": 1", "scale")]
    public void What_is_wrong_is_named(string old, string changed, string? word = null)
    {
        var accumulator = new StatisticsAccumulator(1);
        accumulator.Add([1.0, 2.0, double.NaN]);
        string json = word is null || changed.Length == 0 && old.StartsWith('{') ? old : accumulator.ToStatistics().ToJson().Replace(old, changed);
        Assert.Contains(word ?? changed, Assert.Throws<FormatException>(() => RunningStatistics.FromJson(json)).Message);
    }

    [Fact]
    public void Running_values_of_another_number_of_channels_are_refused()
    {
        string json = FileTests.Sample().ToJson();
        int array = json.IndexOf('[', json.LastIndexOf("\"variance\"", StringComparison.Ordinal));
        string shorter = json.Remove(array + 1, json.IndexOf(',', array) - array);
        Assert.Contains("'variance' has 6 numbers for 7 channels", Assert.Throws<FormatException>(() => RunningStatistics.FromJson(shorter)).Message);
    }
}
