using System.Text.Json;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>The user's file: columns chosen by name, a part of it in sight, missing values, and statistics of all its rows.</summary>
public sealed class UserDataTests(LabClient lab) : IClassFixture<LabClient>
{
    [Fact]
    public async Task It_is_listed_with_its_columns()
    {
        JsonElement data = (await lab.AskAsync("about")).GetProperty("data");
        Assert.Equal(("mine.csv", UserData.Rows, UserData.Held),
            (data.GetProperty("name").GetString(), data.GetProperty("rows").GetInt32(), data.GetProperty("held").GetInt32()));
        Assert.Equal([true, true, true, false], data.GetProperty("columns").EnumerateArray()
            .Select(column => column.GetProperty("numeric").GetBoolean()));
    }

    [Fact]
    public async Task A_part_is_in_sight_and_rulers_span_all_of_it()
    {
        JsonElement answer = await lab.AskAsync("grid?scenario=data&norm=BatchNorm&top=50&left=2&rows=20&row=55&column=3");
        JsonElement part = answer.GetProperty("window");
        Assert.Equal((50, 2, 10, 1), (part.GetProperty("top").GetInt32(), part.GetProperty("left").GetInt32(), part.GetProperty("rows").GetInt32(),
            part.GetProperty("columns").GetInt32()));
        Assert.Equal("line 52", answer.GetProperty("rowNames")[0].GetString());
        Assert.Equal(UserData.Held, answer.GetProperty("arithmetic").GetProperty("shared").GetInt32());
        Assert.Contains("60 of the file's 1,000 rows", answer.GetProperty("remark").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_are_chosen_by_names_that_may_have_commas()
    {
        JsonElement answer = await lab.AskAsync("grid?scenario=data&columns=value%2C%203&columns=value%2C%201");
        Assert.Equal(["value, 3", "value, 1"], answer.GetProperty("columnNames").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(UserData.Table().Values[2], answer.Numbers("input")[0]);
    }

    [Fact]
    public async Task Fitted_statistics_are_of_all_rows_and_leave_missing_values_out()
    {
        LabTable table = UserData.Table();
        double[] mean = new double[3], variance = new double[3], expected = new double[table.Values.Length];
        table.Statistics.CopyMeansTo(mean);
        table.Statistics.CopyVariancesTo(variance);
        BatchNorm.Normalize<double>(table.Values, 3, 1, mean, variance, default, default, expected);
        JsonElement answer = await lab.AskAsync("grid?scenario=data&norm=BatchNorm&statistics=Fitted&rows=60");
        JsonNumbers.SameBits(expected, answer.Numbers("output"));
        Assert.True(double.IsNaN(answer.Numbers("output")[4]));
        Assert.Equal(1, answer.Numbers("output").Count(double.IsNaN));

        JsonElement chosen = await lab.AskAsync("grid?scenario=data&norm=BatchNorm&statistics=Fitted&rows=60&columns=value%2C%203");
        JsonNumbers.SameBits([.. expected.Where((_, i) => i % 3 == 2)], chosen.Numbers("output"));
    }

    [Fact]
    public async Task Five_thousand_columns_come_in_pages()
    {
        await using LabServer wide = await LabServer.StartAsync(0, UserData.Table(5000));
        using var http = new HttpClient { BaseAddress = wide.Address };
        string text = await http.GetStringAsync("/api/grid?scenario=data&left=4990&column=4991");
        JsonElement answer = JsonDocument.Parse(text).RootElement;
        Assert.Equal((12, 10), (answer.GetProperty("window").GetProperty("rows").GetInt32(), answer.GetProperty("window").GetProperty("columns")
            .GetInt32()));
        Assert.Equal(5000, answer.GetProperty("arithmetic").GetProperty("shared").GetInt32());
        Assert.True(text.Length < 50_000, $"The page got {text.Length} characters.");
    }
}
