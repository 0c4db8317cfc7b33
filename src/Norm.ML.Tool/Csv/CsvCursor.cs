using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Csv;

/// <summary>Goes through the records of a file, for ML.NET.</summary>
internal sealed class CsvCursor(CsvDataView view, HashSet<int> active) : DataViewRowCursor
{
    private readonly CsvRecords _records = view.File.Read(view.Progress, view.Cancellation);
    private bool _ended;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _ended ? -1 : _records.Count - 1;

    public override long Batch => 0;

    public override bool MoveNext() => !_ended && !(_ended = !_records.MoveNext());

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the cursor was made.");
        }

        return view.CreateGetter(_records, column.Index) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is of type {column.Type}, not {typeof(TValue)}.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Position, 0);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _records.Dispose();
        }

        base.Dispose(disposing);
    }
}
