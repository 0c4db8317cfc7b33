using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Tests.Groups;

/// <summary>A BatchNorm that normalizes each row with the statistics of its key.</summary>
public class GroupedBatchNormTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly TenantRow[] _rows = [.. TenantRow.Random(3000).Where(row => row.Tenant.Length > 0)];

    private IDataView Data => TenantRow.Load(_context, _rows);

    [Fact]
    public void Each_row_is_normalized_as_by_a_BatchNorm_of_its_key_alone()
    {
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Features", groupColumnName: "Tenant").Fit(Data);
        foreach (IGrouping<string, TenantRow> rows in _rows.GroupBy(row => row.Tenant))
        {
            IDataView own = TenantRow.Load(_context, rows);
            EstimatorContract.Same(ColumnReader.ByCursor<float>(_context.Transforms.BatchNorm("Out", "Features").Fit(own).Transform(own), "Out"),
                ColumnReader.ByCursor<float>(norm.Transform(own), "Out"));
        }

        Assert.Equal(_rows.Select(row => row.Tenant).Distinct().Order(StringComparer.Ordinal), norm.ColumnGroups[0].Keys);
        Assert.Equal(norm.Statistics, norm.ColumnGroups[0].All);
        Assert.Empty(_context.Transforms.BatchNorm("Features").Fit(Data).ColumnGroups);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    public void A_key_that_was_not_seen_is_an_error_that_names_it_and_the_column(string key)
    {
        ITransformer norm = Fit(UnseenKeys.Error);
        IDataView unseen = TenantRow.Load(_context, [_rows[0], new() { Features = _rows[0].Features, Tenant = key }]);
        string message = Assert.Throws<InvalidOperationException>(
            () => ColumnReader.ByCursor<float>(norm.Transform(unseen), "Features")).Message;
        Assert.StartsWith(key.Length > 0 ? "Column 'Tenant' has the key 'nobody' in a row, which the fit did not see; UnseenKeys"
            : "Column 'Tenant' has no key in a row; UnseenKeys", message);
        using PredictionEngine<TenantRow, Result> engine = _context.Model.CreatePredictionEngine<TenantRow, Result>(norm);
        Assert.Contains("'Tenant'", Assert.Throws<InvalidOperationException>(
            () => engine.Predict(new() { Features = _rows[0].Features, Tenant = key })).Message);
        Assert.Equal(6, engine.Predict(_rows[0]).Features.Length);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    public void A_key_that_was_not_seen_takes_the_statistics_of_all_rows_or_becomes_missing(string key)
    {
        IDataView unseen = TenantRow.Load(_context, [.. _rows.Take(9), new() { Features = _rows[0].Features, Tenant = key }]);
        List<float[]> own = ColumnReader.ByCursor<float>(Fit(UnseenKeys.Error).Transform(Data), "Features"),
            all = ColumnReader.ByCursor<float>(_context.Transforms.BatchNorm("Features").Fit(Data).Transform(Data), "Features");
        List<float[]> withAll = TransformerContract.Check<float>(_context, Fit(UnseenKeys.AllRows), unseen, "Features"),
            missing = TransformerContract.Check<float>(_context, Fit(UnseenKeys.Missing), unseen, "Features");
        EstimatorContract.Same(own[..9], withAll[..9]);
        EstimatorContract.Same(own[..9], missing[..9]);
        Assert.Equal(all[0], withAll[9]);
        Assert.Equal(Enumerable.Repeat(float.NaN, 6), missing[9]);
    }

    [Fact]
    public void Texts_keys_and_numbers_that_read_the_same_are_the_same_key()
    {
        ITransformer norm = Fit(UnseenKeys.Error);
        List<float[]> expected = ColumnReader.ByCursor<float>(norm.Transform(Data), "Features");
        IDataView asKey = _context.Transforms.Conversion.MapValueToKey("Tenant").Fit(Data).Transform(Data);
        EstimatorContract.Same(expected, ColumnReader.ByCursor<float>(norm.Transform(asKey), "Features"));

        ITransformer byNumber = _context.Transforms.BatchNorm("Features", groupColumnName: "Country").Fit(Data);
        IDataView asLong = _context.Transforms.Conversion.ConvertType("Country", outputKind: DataKind.Int64).Fit(Data).Transform(Data),
            asText = _context.Transforms.Conversion.ConvertType("Country", outputKind: DataKind.String).Fit(Data).Transform(Data);
        expected = ColumnReader.ByCursor<float>(byNumber.Transform(Data), "Features");
        EstimatorContract.Same(expected, ColumnReader.ByCursor<float>(byNumber.Transform(asLong), "Features"));
        EstimatorContract.Same(expected, ColumnReader.ByCursor<float>(byNumber.Transform(asText), "Features"));
    }

    [Fact]
    public void A_key_seen_once_is_only_centred_and_a_channel_without_values_gives_NaN()
    {
        float[] first = [1, 2, 3, 4, 5, 6], holes = [1, float.NaN, 3, 4, 5, 6];
        IDataView data = TenantRow.Load(
            _context, [.. _rows, new() { Features = first, Tenant = "once" }, new() { Features = holes, Tenant = "holes" }]);
        foreach (bool center in (bool[])[true, false])
        {
            List<float[]> results = ColumnReader.ByCursor<float>(
                _context.Transforms.BatchNorm("Features", options: new() { Center = center }, groupColumnName: "Tenant").Fit(data).Transform(data),
                "Features");
            Assert.Equal(center ? new float[6] : first, results[^2]);
            Assert.Equal(center ? [0, float.NaN, 0, 0, 0, 0] : holes, results[^1]);
        }

        TenantRow other = new() { Features = [2, 2, 2, 2, 2, 2], Tenant = "holes" };
        ITransformer norm = _context.Transforms.BatchNorm("Features", groupColumnName: "Tenant").Fit(data);
        Assert.Equal([1, float.NaN, -1, -2, -3, -4], ColumnReader.ByCursor<float>(norm.Transform(TenantRow.Load(_context, [other])), "Features")[0]);
    }

    [Fact]
    public void The_inverse_goes_back_with_the_key()
    {
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Price", groupColumnName: "Tenant").Fit(Data);
        IDataView back = norm.Inverse("Back", "Out").Transform(norm.Transform(Data));
        Assert.All(ColumnReader.ByCursor<double>(back, "Back").Zip(_rows), pair => Assert.Equal(pair.Second.Price, pair.First[0], 1e-9));
        Assert.Contains("'Tenant'", Assert.Throws<ArgumentOutOfRangeException>(() => norm.Inverse("Price").Transform(
            _context.Data.LoadFromEnumerable([new { Price = 1.0 }]))).Message);
    }

    [Fact]
    public void More_data_is_merged_key_by_key()
    {
        BatchNormEstimator estimator = _context.Transforms.BatchNorm("Features", groupColumnName: "Tenant");
        TenantRow[] a = _rows[..1500], b = [.. _rows[1500..], new() { Features = new float[6], Tenant = "new" }];
        BatchNormTransformer first = estimator.Fit(TenantRow.Load(_context, a)), second = estimator.Fit(TenantRow.Load(_context, b));
        GroupedStatistics expected = GroupedStatistics.Merge(first.ColumnGroups[0], second.ColumnGroups[0]);
        Assert.Equal(expected, first.Update(TenantRow.Load(_context, b)).ColumnGroups[0]);
        Assert.Equal(expected, BatchNorm.Merge(first, second).ColumnGroups[0]);
        Assert.Equal(expected.All, BatchNorm.Merge(first, second).Statistics);
        Assert.Contains("GroupColumnName", Assert.Throws<ArgumentException>(
            () => BatchNorm.Merge(first, _context.Transforms.BatchNorm("Features").Fit(Data))).Message);
        BatchNormTransformer few = _context.Transforms.BatchNorm("Features", options: new()
        {
            MaximumGroups = first.ColumnGroups[0].Count,
            GroupColumnName = "Tenant",
        }).Fit(TenantRow.Load(_context, a));
        Assert.Contains("more than", Assert.Throws<InvalidOperationException>(() => few.Update(TenantRow.Load(_context, b))).Message);
    }

    [Fact]
    public void Statistics_that_were_gathered_elsewhere_give_the_same_transformer()
    {
        GroupedStatistics groups = BatchNorm.FitGroups(_context, Data, "Features", "Tenant");
        ITransformer known = _context.Transforms.BatchNorm(groups, "Features", groupColumnName: "Tenant");
        EstimatorContract.Same(ColumnReader.ByCursor<float>(Fit(UnseenKeys.Error).Transform(Data), "Features"),
            TransformerContract.Check<float>(_context, known, Data, "Features"));
        Assert.Contains("groupColumnName", Assert.Throws<ArgumentException>(() => _context.Transforms.BatchNorm(groups, "Features")).Message);
        Assert.Contains("needs statistics per key", Assert.Throws<ArgumentException>(
            () => _context.Transforms.BatchNorm(groups.All, "Features", options: new() { GroupColumnName = "Tenant" })).Message);
    }

    [Fact]
    public void Sparse_rows_stay_sparse_where_nothing_is_subtracted()
    {
        IDataView data = ContractRow.Load(_context);
        BatchNormOptions options = new() { Center = false, UnseenKeys = UnseenKeys.Missing, GroupColumnName = "Tenant" };
        IDataView result = _context.Transforms.BatchNorm("Out", "Sparse", options).Fit(data).Transform(data);
        Assert.All(result.GetColumn<VBuffer<float>>("Out"), row => Assert.False(row.IsDense));
        result = _context.Transforms.BatchNorm("Out", "Sparse", options with { Center = true }).Fit(data).Transform(data);
        Assert.All(result.GetColumn<VBuffer<float>>("Out"), row => Assert.True(row.IsDense));
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        Check("BatchSize", new() { GroupColumnName = "Tenant", BatchSize = 10 });
        Check("set GroupColumnName too", new() { UnseenKeys = UnseenKeys.AllRows });
        Check("UnseenKeys", new() { GroupColumnName = "Tenant", UnseenKeys = (UnseenKeys)9 });
        Check("MaximumGroups is 0", new() { GroupColumnName = "Tenant", MaximumGroups = 0 });
        Check("GroupColumnName is empty", new() { GroupColumnName = "" });
        Check("one set", new() { GroupColumnName = "Tenant", Statistics = RunningStatistics.FromMoments([0], [1]) });
        Assert.Contains("'Tenant', but the options name 'Country'", Assert.Throws<ArgumentException>(
            () => _context.Transforms.BatchNorm("Features", options: new() { GroupColumnName = "Country" }, groupColumnName: "Tenant")).Message);
        Assert.Contains("generated kernel, which has one set of statistics", Assert.Throws<ArgumentException>(
            () => _context.Transforms.FourChannels("Features", options: new() { GroupColumnName = "Tenant" })).Message);

        void Check(string word, BatchNormOptions options) =>
            Assert.Contains(word, Assert.ThrowsAny<ArgumentException>(() => _context.Transforms.BatchNorm("Features", options: options)).Message);
    }

    [Fact]
    public void Wrong_columns_are_refused_before_the_first_row()
    {
        BatchNormEstimator byRatio = _context.Transforms.BatchNorm("Features", groupColumnName: "Ratio");
        EstimatorContract.Refuses(byRatio, Data, "'Ratio'", "text, a key, an integer or a boolean");
        IDataView ratio = _context.Transforms.CopyColumns("Tenant", "Ratio").Fit(Data).Transform(Data);
        TransformerContract.Refuses(Fit(UnseenKeys.AllRows), ratio, "'Tenant'", "text, a key, an integer or a boolean");
        IDataView lacks = _context.Transforms.DropColumns("Tenant").Fit(Data).Transform(Data);
        TransformerContract.Refuses(Fit(UnseenKeys.AllRows), lacks, "'Tenant'");
        EstimatorContract.Refuses(_context.Transforms.BatchNorm("Features", groupColumnName: "Tenant"), lacks, "'Tenant'");
    }

    [Fact]
    public void What_needs_one_set_of_statistics_says_so()
    {
        BatchNormTransformer norm = Fit(UnseenKeys.Error);
        Assert.Contains("'Tenant'", Assert.Throws<NotSupportedException>(() => norm.ToNormalizingTransformer(Data.Schema)).Message);
        Assert.Contains("'Tenant'", Assert.Throws<NotSupportedException>(() => norm.FoldInto<float>(new float[6], [0])).Message);
        foreach (ITransformer model in (ITransformer[])[norm, norm.Inverse()])
        {
            Assert.Contains("'Features' cannot be exported to ONNX: its statistics depend on the key in column 'Tenant'",
                Assert.Throws<InvalidOperationException>(() => OnnxFile.Export(_context, model, Data)).Message);
        }
    }

    [Fact]
    public void Spans_and_rows_by_name_take_one_key()
    {
        BatchNormTransformer norm = Fit(UnseenKeys.Error);
        DataViewSchema schema = Data.Schema;
        TenantRow row = _rows[40];
        float[] expected = ColumnReader.ByCursor<float>(norm.Transform(TenantRow.Load(_context, [row])), "Features")[0], result = new float[6];
        norm.CreateSpanNormalizer<float>(schema, key: row.Tenant).Normalize(row.Features, result);
        Assert.Equal(expected, result);
        Assert.Contains("'Tenant'; accepted: one key", Assert.Throws<ArgumentException>(() => norm.CreateSpanNormalizer<float>(schema)).Message);
        Assert.Contains("'nobody'", Assert.Throws<ArgumentException>(() => norm.CreateSpanNormalizer<float>(schema, key: "nobody")).Message);
        Fit(UnseenKeys.Missing).CreateSpanNormalizer<float>(schema, key: "nobody").Normalize(row.Features, result);
        Assert.Equal(Enumerable.Repeat(float.NaN, 6), result);
        Assert.Contains("no norm on the way to 'Features' has statistics per key", Assert.Throws<ArgumentException>(
            () => _context.Transforms.BatchNorm("Features").Fit(Data).CreateSpanNormalizer<float>(schema, key: "x")).Message);

        BatchNormTransformer byName = _context.Transforms.BatchNorm("Price", groupColumnName: "Tenant").Fit(Data);
        float[] price = new float[1];
        byName.CreateNamedNormalizer<float>(schema, key: row.Tenant).Normalize(new Dictionary<string, double> { ["Price"] = row.Price }, price);
        Assert.Equal((float)ColumnReader.ByCursor<double>(byName.Transform(TenantRow.Load(_context, [row])), "Price")[0][0], price[0]);
    }

    [Fact]
    public void Spans_pass_norms_with_keys_and_norms_without()
    {
        TenantRow row = _rows[40];
        IEstimator<ITransformer> perKey = _context.Transforms.BatchNorm("Features", groupColumnName: "Tenant"), whole = _context.Transforms
            .BatchNorm("Features");
        foreach (IEstimator<ITransformer> chain in (IEstimator<ITransformer>[])[perKey.Append(whole), whole.Append(perKey), perKey.Append(perKey)])
        {
            ITransformer model = chain.Fit(Data);
            float[] expected = ColumnReader.ByCursor<float>(model.Transform(TenantRow.Load(_context, [row])), "Features")[0], result = new float[6];
            model.CreateSpanNormalizer<float>(Data.Schema, "Features", row.Tenant).Normalize(row.Features, result);
            Assert.Equal(expected, result);
        }

        BatchNormTransformer norm = _context.Transforms.BatchNorm("Features").Fit(Data);
        ITransformer back = norm.Append(norm.Inverse("Features")).Append(perKey.Fit(Data));
        float[] wayBack = new float[6];
        back.CreateSpanNormalizer<float>(Data.Schema, "Features", row.Tenant).Normalize(row.Features, wayBack);
        Assert.Equal(ColumnReader.ByCursor<float>(back.Transform(TenantRow.Load(_context, [row])), "Features")[0], wayBack);
    }

    [Fact]
    public void Very_many_keys_are_fitted_saved_and_applied()
    {
        const int keys = 50_000;
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 2 * keys).Select(i => new TenantRow
        {
            Features = [i % keys, i, 1, 2, 3, 4],
            Tenant = $"tenant {i % keys}",
        }));
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Features", groupColumnName: "Tenant").Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(norm, data.Schema, file);
        Assert.InRange(file.Length, 0, 60L * keys);
        var loaded = (BatchNormTransformer)_context.Model.Load(file, out _);
        Assert.Equal(norm.ColumnGroups[0], loaded.ColumnGroups[0]);
        Assert.Equal(keys, loaded.ColumnGroups[0].Count);

        // The first of two values of a key lies a deviation below the mean.
        int row = 0;
        foreach (float[] result in ColumnReader.ByCursor<float>(loaded.Transform(data), "Features"))
        {
            Assert.Equal([0, row++ < keys ? -1 : 1, 0, 0, 0, 0], result);
        }
    }

    private BatchNormTransformer Fit(UnseenKeys unseen) =>
        _context.Transforms.BatchNorm("Features", options: new() { UnseenKeys = unseen, GroupColumnName = "Tenant" }).Fit(Data);

    private sealed class Result
    {
        public float[] Features { get; set; } = [];
    }
}
