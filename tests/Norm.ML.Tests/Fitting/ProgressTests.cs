using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Norm.ML.Tests.Fitting;

/// <summary>A fit says how far it has come, on ML.NET's own channel for that.</summary>
public class ProgressTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void A_fit_counts_its_rows()
    {
        const int Rows = 200_000;
        var record = new RecordingHost.Record();
        RecordingHost.Catalog(_ml, record).BatchNorm("Value").Fit(Data(Rows));

        Assert.Equal(["Fit BatchNorm"], record.Channels);
        Assert.Equal(["rows"], record.Units);
        Assert.Equal(0, record.Open);

        // Steps of at least 65536 rows, and the whole.
        Assert.Equal(Rows, record.Checkpoints[^1]);
        Assert.InRange(record.Checkpoints.Count, 3, 4);
        Assert.All(record.Checkpoints.Zip(record.Checkpoints.Skip(1)).SkipLast(1),
            step => Assert.InRange(step.Second!.Value - step.First!.Value, 65536, Rows));

        // What is asked for at any time: by a console that prints it each few seconds, say.
        var entry = new Entry();
        record.Fill!(entry);
        Assert.Equal((0, Rows), entry.Told);
    }

    [Fact]
    public void An_update_says_that_it_is_one_and_a_failure_closes_the_channel()
    {
        var record = new RecordingHost.Record();
        TransformsCatalog catalog = RecordingHost.Catalog(_ml, record);
        BatchNormTransformer norm = catalog.BatchNorm("Value").Fit(Data(10));
        norm.Update(Data(10));
        Assert.Equal(["Fit BatchNorm", "Update BatchNorm"], record.Channels);

        Assert.Throws<NotFiniteNumberException>(() => catalog.BatchNorm("Value", options: new() { NonFinite = NonFinitePolicy.Throw })
            .Fit(_ml.Data.LoadFromEnumerable([new Row { Value = 1 }, new Row { Value = float.NaN }])));
        Assert.Equal(0, record.Open);
    }

    private IDataView Data(int rows) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(i => new Row { Value = i }));

    public sealed class Row
    {
        public float Value { get; set; }
    }

    private sealed class Entry : IProgressEntry
    {
        public (int Index, double Value) Told { get; private set; }

        public void SetProgress(int index, double value) => Told = (index, value);

        public void SetProgress(int index, double value, double lim) => Told = (index, value);

        public void SetMetric(int index, double value)
        {
        }
    }
}
