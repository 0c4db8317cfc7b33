using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Csv;

/// <summary>
/// The cells of a whole record as they stand in the file, as two columns that travel through ML.NET's transforms beside the others: the cells' bytes,
/// one cell after the other, and where each cell ends.
/// </summary>
internal sealed class RawCells
{
    private readonly string _bytes;
    private readonly string _ends;
    private readonly int _fields;

    /// <summary>Two names that the file does not use.</summary>
    public RawCells(CsvFile file)
    {
        string name = "cells";
        while (file.IndexOf(name) >= 0 || file.IndexOf(name + " end") >= 0)
        {
            name = "raw " + name;
        }

        (_bytes, _ends, _fields) = (name, name + " end", file.Header.Count);
    }

    public void AddTo(DataViewSchema.Builder schema)
    {
        schema.AddColumn(_bytes, new VectorDataViewType(NumberDataViewType.Byte));
        schema.AddColumn(_ends, new VectorDataViewType(NumberDataViewType.Int32, _fields));
    }

    /// <summary>The two columns after the transforms.</summary>
    /// <exception cref="ToolException">A transform dropped them.</exception>
    public (DataViewSchema.Column Bytes, DataViewSchema.Column Ends) FindIn(DataViewSchema schema, string model) =>
        (schema.GetColumnOrNull(_bytes), schema.GetColumnOrNull(_ends)) is ({ } bytes, { } ends)
            ? (bytes, ends)
            : throw new ToolException($"{model}: the model drops the columns that it does not need, so nothing can be written beside its results.");

    public Delegate CreateGetter(CsvRecords records, int index) => index == 0
        ? (ValueGetter<VBuffer<byte>>)((ref bytes) => ReadBytes(records, _fields, ref bytes))
        : (ValueGetter<VBuffer<int>>)((ref ends) => ReadEnds(records, _fields, ref ends));

    private static void ReadBytes(CsvRecords records, int fields, ref VBuffer<byte> bytes)
    {
        int length = 0;
        for (int i = 0; i < fields; i++)
        {
            length += records.Raw(i).Length;
        }

        VBufferEditor<byte> editor = VBufferEditor.Create(ref bytes, length);
        int at = 0;
        for (int i = 0; i < fields; i++)
        {
            ReadOnlySpan<byte> cell = records.Raw(i);
            cell.CopyTo(editor.Values[at..]);
            at += cell.Length;
        }

        bytes = editor.Commit();
    }

    private static void ReadEnds(CsvRecords records, int fields, ref VBuffer<int> ends)
    {
        VBufferEditor<int> editor = VBufferEditor.Create(ref ends, fields);
        int end = 0;
        for (int i = 0; i < fields; i++)
        {
            editor.Values[i] = end += records.Raw(i).Length;
        }

        ends = editor.Commit();
    }
}
