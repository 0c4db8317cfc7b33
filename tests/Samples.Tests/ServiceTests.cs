using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Samples.Tests;

public class ServiceTests
{
    private const int Clients = 32, Requests = 20_000;

    [Fact]
    public async Task Answers_many_clients_at_once_with_the_kernels_bits()
    {
        await using RunningService service = await RunningService.Start(BatchNorm);
        float[][] expected = Normalize(((BatchNormTransformer)service.Model).Statistics);
        int next = -1, compared = 0;
        var wrong = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            for (int request; (request = Interlocked.Increment(ref next)) < Requests && wrong.IsEmpty;)
            {
                // Every fourth is a small batch.
                int first = request % RunningService.Rows.Length, count = request % 4 == 0 ? 1 + (request / 4 % 8) : 1;
                int[] rows = [.. Enumerable.Range(first, count).Select(row => row % RunningService.Rows.Length)];
                string body = string.Join(',', rows.Select(row => Json(RunningService.Rows[row])));
                (HttpStatusCode status, string answer) = await service.Post(request % 4 == 0 ? $"[{body}]" : body);
                float[][] got = status == HttpStatusCode.OK ? request % 4 == 0 ? JsonSerializer.Deserialize<float[][]>(answer)!
                    : [JsonSerializer.Deserialize<float[]>(answer)!] : [];
                if (got.Length == count && got.Zip(rows).All(pair => pair.First.AsSpan().SequenceEqual(expected[pair.Second])))
                {
                    Interlocked.Add(ref compared, count);
                }
                else
                {
                    wrong.Enqueue($"request {request}, rows {first} and {count - 1} more: {status} {answer}");
                }
            }
        })));
        Assert.Empty(wrong);
        Assert.Equal(Enumerable.Range(0, Requests).Sum(request => request % 4 == 0 ? 1 + (request / 4 % 8) : 1), compared);
    }

    [Fact]
    public async Task Says_what_a_row_is()
    {
        await using RunningService service = await RunningService.Start(BatchNorm);
        Assert.Equal("""{"column":"Features","length":5,"names":null}""", await service.Client.GetStringAsync(new Uri("/", UriKind.Relative)));
        await using RunningService named = await RunningService.Start(ml => ml.Transforms.Concatenate("Wide", "Features", "Features")
            .Append(ml.Transforms.LayerNorm("Out", "Wide")));
        Assert.Contains(""""column":"Out","length":10"""", await named.Client.GetStringAsync(new Uri("/", UriKind.Relative)));
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{}", "a row of numbers, [1, 2, 3], or an array of such rows")]
    [InlineData("7", "a row of numbers, [1, 2, 3], or an array of such rows")]
    [InlineData("[1,2,3,4,5", "not JSON")]
    [InlineData("[1,2,3,4,5] [1]", "not JSON")]
    [InlineData("[]", "Row 1 has no numbers")]
    [InlineData("[[1,2,3,4,5],[]]", "Row 2 has no numbers")]
    [InlineData("[1,2,3,4]", "Row 1 has 4 numbers; the model takes 5")]
    [InlineData("[[1,2,3,4,5],[1,2,3,4,5,6]]", "Row 2 has more than 5 numbers")]
    [InlineData("[[1,2,3,4,5],7]", "Row 2 is not an array of numbers")]
    [InlineData("[1,2,[3],4,5]", "Row 1, number 3 is an array")]
    [InlineData("[1,2,\"NaN\",4,5]", "Row 1, number 3 is a string")]
    [InlineData("[1,2,NaN,4,5]", "not JSON")]
    [InlineData("[1,2,1e39,4,5]", "Row 1, number 3 is beyond the range of a Single")]
    [InlineData("[1,2,null,4,5]", "Row 1, number 3 is missing")]
    public async Task Refuses_what_is_no_row(string body, string reason)
    {
        await using RunningService service = await RunningService.Start(BatchNorm);
        (HttpStatusCode status, string answer) = await service.Post(body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        string detail = JsonDocument.Parse(answer).RootElement.GetProperty("detail").GetString()!;
        Assert.Contains(reason, detail);
        Assert.DoesNotContain('\n', detail);

        // And goes on serving.
        Assert.Equal(HttpStatusCode.OK, (await service.Post(Json(RunningService.Rows[0]))).Status);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Serves_models_that_compute_in_double_as_norm_ml_writes_them(bool isDouble, bool toSingle)
    {
        // Larger by far than what a Single holds apart.
        double[][] rows = [.. Enumerable.Range(0, 40).Select(i => (double[])[1_700_000_000_000 + i, i * 0.1, -i])];
        var ml = new MLContext();
        IDataView data = ml.Data.LoadFromEnumerable(rows.Select(row => new DoubleExample { A = row[0], B = row[1], C = row[2] }));
        IEstimator<ITransformer> estimator = ml.Transforms.Concatenate("Features", "A", "B", "C");
        if (!isDouble)
        {
            estimator = estimator.Append(ml.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Single));
        }

        estimator = estimator.Append(ml.Transforms.BatchNorm("Features"));
        if (isDouble && toSingle)
        {
            estimator = estimator.Append(ml.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Single));
        }

        ITransformer model = estimator.Fit(data);
        await using RunningService service = await RunningService.Start(model, data.Schema);
        IDataView result = model.Transform(data);
        string[] expected = toSingle
            ? [.. result.GetColumn<float[]>("Features").Select(row => JsonSerializer.Serialize(row))]
            : [.. result.GetColumn<double[]>("Features").Select(row => JsonSerializer.Serialize(row))];
        Assert.Equal($"[{string.Join(',', expected)}]", (await service.Post(JsonSerializer.Serialize(rows))).Body);
        Assert.Equal(expected[7], (await service.Post(JsonSerializer.Serialize(rows[7]))).Body);
        Assert.Contains("""["A","B","C"]""", await service.Client.GetStringAsync(new Uri("/", UriKind.Relative)));
        Assert.Contains(isDouble ? "beyond the range of a Double" : "beyond the range of a Single", (await service.Post("[1, 1e999, 2]")).Body);
    }

    [Fact]
    public void Names_the_option_that_raises_the_limit_of_a_model()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        try
        {
            var ml = new MLContext();
            IDataView data = ml.Data.LoadFromEnumerable(RunningService.Rows.Select(row => new RunningService.Example { Features = row }));
            ml.Model.Save(BatchNorm(ml).Fit(data), data.Schema, path);
            Assert.Contains("the limit is 99 (--max-model-bytes)",
                Assert.Throws<FormatException>(() => Service.Create(["--model", path, "--max-model-bytes", "99"])).Message);
            Assert.Contains("--max-model-bytes is '0'",
                Assert.Throws<ArgumentException>(() => Service.Create(["--model", path, "--max-model-bytes", "0"])).Message);
            using (WebApplication service = Service.Create(["--model", path, "--max-model-bytes", "1048576"]))
            {
                Assert.NotNull(service);
            }

            Assert.Contains("'None'", Assert.Throws<ArgumentException>(() => Service.Create(["--model", path, "--column", "None"])).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal sealed class DoubleExample
    {
        public double A { get; set; }

        public double B { get; set; }

        public double C { get; set; }
    }

    [Fact]
    public async Task Refuses_too_many_rows_and_huge_bodies()
    {
        await using RunningService service = await RunningService.Start(BatchNorm);
        string rows = string.Join(',', Enumerable.Repeat("[1,2,3,4,5]", ServiceOptions.MostRows));
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"[{rows}]")).Status);
        (HttpStatusCode status, string answer) = await service.Post($"[{rows},[1,2,3,4,5]]");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("more than 1024 rows", answer);

        (status, answer) = await service.Post(new string(' ', ServiceOptions.LargestBody + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("1048576 bytes", answer);
    }

    [Fact]
    public async Task Keeps_missing_values_where_asked()
    {
        await using RunningService batch = await RunningService.Start(BatchNorm, "--missing", "keep");
        string[] answer = (await batch.Post("[1,null,100,1000,10000]")).Body.Trim('[', ']').Split(',');
        Assert.Equal([false, true, false, false, false], answer.Select(value => value == "null"));

        await using RunningService layer = await RunningService.Start(ml => ml.Transforms.LayerNorm("Features"), "--missing", "keep");
        Assert.Equal("[null,null,null,null,null]", (await layer.Post("[1,null,100,1000,10000]")).Body);
    }

    [Fact]
    public async Task Serves_the_model_of_a_changed_file_and_keeps_it_when_the_next_is_damaged()
    {
        var measured = new System.Collections.Concurrent.ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ServedNormalizer.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            measured.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await using RunningService service = await RunningService.Start(BatchNorm, "--reload-every", "0.02");
        string row = Json(RunningService.Rows[0]), before = (await service.Post(row)).Body;
        service.Replace(ml => ml.Transforms.LayerNorm("Features"));
        string after = before;
        for (int i = 0; i < 500 && after == before; i++)
        {
            await Task.Delay(20);
            after = (await service.Post(row)).Body;
        }

        float[] y = [.. RunningService.Rows[0]];
        LayerNorm.Normalize<float>(RunningService.Rows[0], 5, [], [], y);
        Assert.Equal(Json(y), after);
        File.WriteAllText(service.ModelPath, "damaged");
        for (int i = 0; i < 500 && !measured.ContainsKey("norm_ml.serving.failed_reloads"); i++)
        {
            await Task.Delay(20);
        }

        Assert.Equal((HttpStatusCode.OK, after), await service.Post(row));
        Assert.Equal(1, measured["norm_ml.serving.reloads"]);
        Assert.True(measured["norm_ml.serving.rows"] >= 3);
    }

    [Fact]
    public void Reads_without_garbage()
    {
        var ml = new MLContext();
        IDataView data = ml.Data.LoadFromEnumerable(RunningService.Rows.Select(row => new RunningService.Example { Features = row }));
        SpanNormalizer<float> normalizer = BatchNorm(ml).Fit(data).CreateSpanNormalizer<float>(data.Schema);
        RowNormalization<float> normalize = row => normalizer.Normalize(row, row);

        // One row and a hundred make the same garbage: none of it is the rows'.
        var one = new System.Buffers.ReadOnlySequence<byte>("[[1,2,3,4,5]]"u8.ToArray());
        var many = new System.Buffers.ReadOnlySequence<byte>(
            System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("[1,2,3,4,5]", 100))}]"));
        Measure(one);
        Measure(many);
        Assert.Equal(Measure(one), Measure(many));

        long Measure(System.Buffers.ReadOnlySequence<byte> body)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using var rows = new RowBuffer<float>(normalize, isSingle: true);
            rows.Read(body, 5, MissingValues.Reject);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData("no model is named")]
    [InlineData("'--modle' is unknown", "--modle", "x.zip")]
    [InlineData("'--model' is unknown, given twice or has no value", "--model")]
    [InlineData("--missing is 'maybe'", "--model", "x.zip", "--missing", "maybe")]
    [InlineData("--reload-every is '-1'", "--model", "x.zip", "--reload-every", "-1")]
    public void Refuses_a_bad_command_line(string reason, params string[] args) =>
    Assert.Contains(reason, Assert.Throws<ArgumentException>(() => Service.Create(args)).Message);

    [Fact]
    public void Refuses_a_file_that_is_no_model()
    {
        string path = typeof(ServiceTests).Assembly.Location;
        Assert.Contains("this is not an ML.NET model", Assert.Throws<FormatException>(() => Service.Create(["--model", path])).Message);
        Assert.Throws<FileNotFoundException>(() => Service.Create(["--model", path + ".zip"]));
    }

    [Fact]
    public void Says_what_is_damaged_in_a_model()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        try
        {
            var ml = new MLContext();
            IDataView data = ml.Data.LoadFromEnumerable(RunningService.Rows.Select(row => new RunningService.Example { Features = row }));
            ml.Model.Save(BatchNorm(ml).Fit(data), data.Schema, path);
            using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Update))
            {
                // Zipped again, so that lengths and checksums of the file fit.
                using Stream entry = zip.GetEntry("TransformerChain/Model.key")!.Open();
                entry.Position = 300;
                int value = entry.ReadByte();
                entry.Position = 300;
                entry.WriteByte((byte)(value ^ 1));
            }

            Assert.Equal(
                $"{path}: the model cannot be loaded: The model file's part for BatchNorm is damaged: its checksum does not match.",
                Assert.Throws<FormatException>(() => Service.Create(["--model", path])).Message);
            using (var without = new FileStream(path, FileMode.Create))
            {
                ml.Model.Save(BatchNorm(ml).Fit(data), inputSchema: null, without);
            }

            Assert.Contains("without the columns", Assert.Throws<ArgumentException>(() => Service.Create(["--model", path])).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static BatchNormEstimator BatchNorm(MLContext ml) => ml.Transforms.BatchNorm("Features");

    // Without a model: the kernel, with what was learned.
    private static float[][] Normalize(RunningStatistics statistics)
    {
        ChannelStatistics[] channels = [.. Enumerable.Range(0, statistics.ChannelCount).Select(i => statistics[i])];
        var kernel = new FittedBatchNorm<float>(
            [.. channels.Select(c => c.Mean)], [.. channels.Select(c => c.Variance)], [], [], epsilon: 0, [.. channels.Select(c => c.MeanLow)]);
        return [.. RunningService.Rows.Select(row =>
        {
            float[] y = new float[row.Length];
            kernel.Normalize(row, y);
            return y;
        })];
    }

    private static string Json(float[] row) => $"[{string.Join(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]";
}
