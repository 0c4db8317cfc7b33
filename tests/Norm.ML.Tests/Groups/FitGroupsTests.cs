using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Groups;

/// <summary>Statistics per key of ML.NET data: the bits of a fit on the rows of a key alone.</summary>
public class FitGroupsTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly TenantRow[] _rows = TenantRow.Random(8000);

    public static TheoryData<string> Keys => ["Tenant", "Big", "Country", "Sensor", "TenantKey", "CountryKey", "Hash"];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_of_any_type_has_the_bits_of_a_fit_on_its_rows(string column)
    {
        IDataView data = WithKeys(_rows);
        foreach (IDataView source in new[] { data, _context.Data.Cache(data) }) // one cursor, and several
        {
            GroupedStatistics groups = BatchNorm.FitGroups(_context, source, "Features", column);
            Assert.Equal(_context.Transforms.BatchNorm("Features").Fit(data).Statistics, groups.All);
            ILookup<string, TenantRow> byKey = Enumerable.Zip(_rows, Texts(data, column)).ToLookup(pair => pair.Second, pair => pair.First);
            Assert.Equal(byKey.Select(rows => rows.Key).Where(key => key.Length > 0).Order(StringComparer.Ordinal), groups.Keys);
            Assert.Equal(byKey[""].Count(), groups.RowsWithoutKey);
            foreach (string key in groups.Keys)
            {
                Assert.Equal(Alone(byKey[key], "Features", new()), groups[key]);
            }
        }
    }

    [Theory]
    [InlineData(null, NormLayout.ChannelsFirst, false)]
    [InlineData(null, NormLayout.ChannelsFirst, true)]
    [InlineData(3, NormLayout.ChannelsFirst, false)]
    [InlineData(3, NormLayout.ChannelsFirst, true)]
    [InlineData(3, NormLayout.ChannelsLast, false)]
    [InlineData(3, NormLayout.ChannelsLast, true)]
    public void Channels_layouts_and_weights_are_those_of_BatchNorm(int? channels, NormLayout layout, bool weighted)
    {
        var options = new BatchNormOptions { Channels = channels, Layout = layout, ExampleWeightColumnName = weighted ? "Weight" : null };
        IDataView data = _context.Data.Cache(TenantRow.Load(_context, _rows));
        GroupedStatistics groups = BatchNorm.FitGroups(_context, data, "Features", "Tenant", options);
        foreach (IGrouping<string, TenantRow> rows in _rows.Where(row => row.Tenant.Length > 0).GroupBy(row => row.Tenant))
        {
            Assert.Equal(Alone(rows, "Features", options), groups[rows.Key]);
        }
    }

    [Fact]
    public void Missing_values_infinities_and_the_first_rows_are_as_for_BatchNorm()
    {
        _rows[7].Price = double.NaN;
        _rows[900].Price = double.PositiveInfinity;
        foreach (NonFinitePolicy policy in (NonFinitePolicy[])[NonFinitePolicy.Ignore, NonFinitePolicy.Propagate])
        {
            var options = new BatchNormOptions { NonFinite = policy, MaximumExampleCount = 3000 };
            GroupedStatistics groups = BatchNorm.FitGroups(_context, TenantRow.Load(_context, _rows), "Price", "Tenant", options);
            Assert.Equal(3000, groups.All.RowCount);
            foreach (IGrouping<string, TenantRow> rows in _rows.Take(3000).Where(row => row.Tenant.Length > 0).GroupBy(row => row.Tenant))
            {
                Assert.Equal(Alone(rows, "Price", options), groups[rows.Key]);
            }
        }

        Assert.Contains("Row 7 holds NaN", Assert.Throws<NotFiniteNumberException>(() => BatchNorm.FitGroups(
            _context, TenantRow.Load(_context, _rows), "Price", "Tenant", new() { NonFinite = NonFinitePolicy.Throw })).Message);
    }

    [Fact]
    public void A_column_that_tells_rows_apart_meets_the_limit()
    {
        IDataView data = TenantRow.Load(_context, _rows.Select((row, i) => new TenantRow { Features = row.Features, Country = i }));
        var options = new BatchNormOptions { MaximumGroups = 100 };
        Assert.Contains("Column 'Country' has more than 100 keys; MaximumGroups sets how many are accepted", Assert.Throws<InvalidOperationException>(
            () => BatchNorm.FitGroups(_context, data, "Features", "Country", options)).Message);

        // Rows that are read ahead and not counted bring no keys.
        Assert.Equal(100, BatchNorm.FitGroups(_context, _context.Data.Cache(data), "Features", "Country",
            options with { MaximumExampleCount = 100 }).Count);
    }

    [Fact]
    public void Columns_of_other_types_are_refused_with_what_is_accepted()
    {
        IDataView data = WithKeys(_rows);
        foreach (string column in (string[])["Ratio", "Features", "Tokens"])
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(() => BatchNorm.FitGroups(_context, data, "Features", column)).Message;
            Assert.Contains($"Column '{column}' is ", message);
            Assert.Contains("text, a key, an integer or a boolean", message);
        }

        IDataView days = _context.Data.LoadFromEnumerable([new { Price = 1.0, Day = DateTime.UnixEpoch }]);
        days = _context.Transforms.Conversion.MapValueToKey("Day").Fit(days).Transform(days);
        Assert.Contains("Column 'Day' is ", Assert.Throws<ArgumentOutOfRangeException>(
            () => BatchNorm.FitGroups(_context, days, "Price", "Day")).Message);

        Assert.Contains("'None'", Assert.Throws<ArgumentOutOfRangeException>(() => BatchNorm.FitGroups(_context, data, "Features", "None")).Message);
        Assert.Throws<ArgumentException>(() => BatchNorm.FitGroups(_context, data, "Features", ""));
        Assert.Throws<ArgumentNullException>(() => BatchNorm.FitGroups(null!, data, "Features", "Tenant"));
        IDataView none = TenantRow.Load(_context, [new() { Features = new float[6] }, new() { Features = new float[6] }]);
        Assert.Contains("'Tenant' has no key in any of the 2 rows",
            Assert.Throws<InvalidOperationException>(() => BatchNorm.FitGroups(_context, none, "Features", "Tenant")).Message);
        IDataView half = TenantRow.Load(_context, [new() { Features = new float[6], Tenant = "\ud800" }, new() { Features = new float[6] }]);
        Assert.Contains("Column 'Tenant', row 0: A key holds half",
            Assert.Throws<InvalidOperationException>(() => BatchNorm.FitGroups(_context, half, "Features", "Tenant")).Message);
    }

    private IDataView WithKeys(TenantRow[] rows)
    {
        IDataView data = TenantRow.Load(_context, rows);
        return _context.Transforms.Conversion.MapValueToKey("TenantKey", "Tenant")
            .Append(_context.Transforms.Conversion.MapValueToKey("CountryKey", "Country"))
            .Append(_context.Transforms.Conversion.Hash("Hash", "Tenant", numberOfBits: 20))
            .Append(_context.Transforms.Text.TokenizeIntoWords("Tokens", "Tenant")).Fit(data).Transform(data);
    }

    private RunningStatistics Alone(IEnumerable<TenantRow> rows, string column, BatchNormOptions options) =>
        // A key may have one row, which a fit refuses; the accumulator does not.
        rows.Take(2).Count() == 2 && (options.ExampleWeightColumnName is null || rows.Any(row => row.Weight > 0))
            ? _context.Transforms.BatchNorm(column, options: options).Fit(TenantRow.Load(_context, rows)).Statistics
            : One(rows.First(), column);

    private static RunningStatistics One(TenantRow row, string column)
    {
        var accumulator = new StatisticsAccumulator(column == "Price" ? 1 : 6, channelNames: column == "Price" ? ["Price"]
            : [.. Enumerable.Range(0, 6).Select(i => $"Features[{i}]")]);
        if (column == "Price")
        {
            accumulator.Add([row.Price]);
        }
        else
        {
            accumulator.Add(row.Features);
        }

        return accumulator.ToStatistics();
    }

    // What a key is called: the text, the value of a key, or the number.
    private static string[] Texts(IDataView data, string column) => column switch
    {
        "Tenant" or "TenantKey" => [.. data.GetColumn<string>("Tenant")],
        "Big" => [.. data.GetColumn<bool>("Big").Select(big => big ? "true" : "false")],
        "Country" or "CountryKey" => [.. data.GetColumn<int>("Country").Select(value => value.ToString(CultureInfo.InvariantCulture))],
        "Hash" => [.. data.GetColumn<uint>("Hash").Select(value => value == 0 ? "" : value.ToString(CultureInfo.InvariantCulture))],
        _ => [.. data.GetColumn<ulong>("Sensor").Select(value => value.ToString(CultureInfo.InvariantCulture))],
    };
}
