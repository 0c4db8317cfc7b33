using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Models;

/// <summary>The columns of a source that a model needs.</summary>
internal static class ModelInputs
{
    /// <summary>Finds them by name.</summary>
    /// <exception cref="ToolException">The source lacks one, or the model needs something that no cell holds.</exception>
    public static IReadOnlyList<BlockColumn> Find(RowSource source, string model, DataViewSchema inputs)
    {
        DataViewSchema.Column[] needed = [.. inputs.Where(column => !column.IsHidden)];
        foreach (DataViewSchema.Column column in needed)
        {
            if (!BlockDataView.Reads(column.Type))
            {
                throw new ToolException(
                    $"{model}: the model needs column {Cell.Show(column.Name)} of type {column.Type}, which no column of data has.");
            }
        }

        string[] missing = [.. needed.Where(column => source.IndexOf(column.Name) < 0).Select(column => Cell.Show(column.Name))];
        if (missing.Length > 0)
        {
            throw source.NoColumn(string.Join(", ", missing), $"which {model} needs");
        }

        int numbers = 0;
        return [.. needed.Select(column =>
        {
            int field = source.IndexOf(column.Name);
            bool text = column.Type is TextDataViewType;
            return text || source.KindOf(field) != ColumnKind.Text
                ? new BlockColumn(column.Name, field, (PrimitiveDataViewType)column.Type, text ? -1 : numbers++)
                : throw new ToolException($"{source.Name}, column {Cell.Show(column.Name)}: {source.WhyText(field)}; {model} needs numbers.");
        })];
    }
}
