using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Inspection;

namespace Norm.ML.Tests.Contract;

/// <summary>A source that fails at a row: its own exception comes out of fitting and transforming, and no cursor stays open.</summary>
public sealed class FailingSourceTests
{
    private const int Rows = 5000;

    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<int, string> Failures
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (int row in (int[])[0, 1, 511, 512, 3000, Rows - 1])
            {
                foreach (string way in (string[])["alone", "between views", "several cursors"])
                {
                    data.Add(row, way);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Fitting_gives_the_exception_of_the_source(int row, string way)
    {
        (IDataView data, FailingView? view) = Data(row, way);
        Task fit = Task.Run(() => _ml.Transforms.BatchNorm("Out", "X").Fit(data));
        Failure problem = await Assert.ThrowsAsync<Failure>(() => fit.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal($"row {row} is not there", problem.Message);
        Assert.Equal(0, view?.Open ?? 0);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void Inspecting_gives_the_exception_of_the_source(int row, string way)
    {
        Failure problem = Assert.Throws<Failure>(() => NormInspector.Inspect(Data(row, way).Data));
        Assert.Equal($"row {row} is not there", problem.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(Rows - 1)]
    public void Transforming_gives_the_rows_before_and_then_the_exception(int row)
    {
        (IDataView data, FailingView? view) = Data(row, "several cursors");
        ITransformer model = _ml.Transforms.BatchNorm("Out", "X").Fit(Data(-1, "alone").Data);
        IDataView output = model.Transform(data);
        DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(output.Schema["Out"]);
        VBuffer<float> value = default;
        int read = 0;
        Failure problem = Assert.Throws<Failure>(() =>
        {
            for (; cursor.MoveNext(); read++)
            {
                getter(ref value);
            }
        });
        cursor.Dispose();
        Assert.Equal((row, $"row {row} is not there", 0), (read, problem.Message, view!.Open));
    }

    [Fact]
    public void A_source_without_failures_is_read_to_its_end() =>
        Assert.All((string[])["alone", "between views", "several cursors"], way =>
            Assert.Equal(Rows, _ml.Transforms.BatchNorm("Out", "X").Fit(Data(-1, way).Data).Statistics.RowCount));

    private (IDataView Data, FailingView? View) Data(int failing, string way)
    {
        if (way == "several cursors")
        {
            var view = new FailingView(failing);
            return (view, view);
        }

        IDataView rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(
            i => i == failing ? throw new Failure(i) : new Row { A = i, B = i % 7 }));
        IDataView data = _ml.Transforms.Concatenate("X", "A", "B").Fit(rows).Transform(rows);
        return (way == "alone" ? data : _ml.Transforms.Conversion.ConvertType("X", outputKind: DataKind.Double)
            .Append(_ml.Transforms.Conversion.ConvertType("X", outputKind: DataKind.Single)).Fit(data).Transform(data), null);
    }

    private sealed class Failure(int row) : Exception($"row {row} is not there");

    private sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }
    }

    /// <summary>Gives as many cursors as it is asked for, at least two; counts those that are open.</summary>
    private sealed class FailingView(int failing) : IDataView
    {
        private const int BatchRows = 64;

        private int _open;

        public int Open => _open;

        public DataViewSchema Schema { get; } = Build();

        public bool CanShuffle => false;

        public long? GetRowCount() => Rows;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, 0, 1);

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            int count = Math.Max(2, n);
            return [.. Enumerable.Range(0, count).Select(i => new Cursor(this, i, count))];
        }

        private static DataViewSchema Build()
        {
            var builder = new DataViewSchema.Builder();
            builder.AddColumn("X", new VectorDataViewType(NumberDataViewType.Single, 2));
            return builder.ToSchema();
        }

        private sealed class Cursor : DataViewRowCursor
        {
            private readonly FailingView _view;
            private readonly int _number, _count;
            private long _row = -1;

            public Cursor(FailingView view, int number, int count)
            {
                (_view, _number, _count) = (view, number, count);
                Interlocked.Increment(ref view._open);
            }

            public override DataViewSchema Schema => _view.Schema;

            public override long Position => _row;

            public override long Batch => _row / BatchRows;

            public override bool MoveNext()
            {
                do
                {
                    _row++;
                }
                while (_row < Rows && Batch % _count != _number);
                return _row < Rows;
            }

            public override bool IsColumnActive(DataViewSchema.Column column) => true;

            public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
                (ValueGetter<TValue>)(Delegate)(ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
                    value = _row == _view.Failing ? throw new Failure((int)_row) : new VBuffer<float>(2, [_row, _row % 7]));

            public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);

            protected override void Dispose(bool disposing)
            {
                Interlocked.Decrement(ref _view._open);
                base.Dispose(disposing);
            }
        }

        private int Failing => failing;
    }
}
