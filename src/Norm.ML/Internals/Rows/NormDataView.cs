using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Norm.ML.Internals;

/// <summary>
/// The source's rows with our columns after theirs: one cursor in gives one out, n give n. Also a link in the chain that ML.NET's ONNX exporter walks back;
/// at another view it would take our columns for inputs and leave out everything before them.
/// </summary>
sealed class NormDataView(IDataView source, NormBindings bindings) : ITransformCanSaveOnnx
{
    public DataViewSchema Schema => bindings.Output;

    public bool CanShuffle => source.CanShuffle;

    IDataView IDataTransform.Source => source;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var (active, needed) = bindings.Activate(columnsNeeded);
        return new NormCursor(source.GetRowCursor(needed, rand), bindings, active, bindings.Count(1));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var (active, needed) = bindings.Activate(columnsNeeded);
        DataViewRowCursor[] cursors = source.GetRowCursorSet(needed, n, rand);
        LostRows? lost = bindings.Count(cursors.Length);
        return Array.ConvertAll(cursors, DataViewRowCursor (cursor) => new NormCursor(cursor, bindings, active, lost));
    }

    // Always: what cannot be exported throws in SaveAsOnnx.
    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => true;

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => bindings.SaveAsOnnx(ctx);

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new NotSupportedException("A view of normalized data is not saved; save the transformer that made it with mlContext.Model.Save.");
}
