using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Csv;

/// <summary>Reads cells of the current record as values of a type.</summary>
internal static class CsvGetters
{
    /// <summary>Whether cells can be read as this type.</summary>
    public static bool Reads(DataViewType type) =>
        type is TextDataViewType || type.Equals(NumberDataViewType.Double) || type.Equals(NumberDataViewType.Single);

    public static Delegate Create(CsvDataView view, CsvRecords records, CsvColumn column)
    {
        if (column.Type is TextDataViewType)
        {
            return (ValueGetter<ReadOnlyMemory<char>>)((ref text) => text = records.Text(column.Field).AsMemory());
        }

        if (column.Type.Equals(NumberDataViewType.Single))
        {
            return (ValueGetter<float>)((ref value) => value = (float)Number(view, records, column));
        }

        return (ValueGetter<double>)((ref value) => value = Number(view, records, column));
    }

    private static double Number(CsvDataView view, CsvRecords records, CsvColumn column)
    {
        ReadOnlySpan<byte> cell = records[column.Field];
        return view.File.Cells.TryParse(cell, out double value)
            ? value
            : throw view.File.Problem(records.Line, column.Field,
            $"{Cell.Show(cell)} is not a number; {view.Advice(column.Name)} {Capital(view.File.Cells.Advice(Cell.Text(cell)))}.");
    }

    private static string Capital(string sentence) => sentence[0] == 'i' ? $"I{sentence[1..]}" : sentence;
}
