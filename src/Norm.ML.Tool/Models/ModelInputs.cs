using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Models;

/// <summary>The columns of a file that a model needs.</summary>
internal static class ModelInputs
{
    /// <summary>Finds them by name.</summary>
    /// <exception cref="ToolException">The file lacks one, or the model needs something that no cell holds.</exception>
    public static IReadOnlyList<CsvColumn> Find(CsvFile file, string model, DataViewSchema inputs)
    {
        DataViewSchema.Column[] needed = [.. inputs.Where(column => !column.IsHidden)];
        foreach (DataViewSchema.Column column in needed)
        {
            if (!CsvGetters.Reads(column.Type))
            {
                throw new ToolException($"{model}: the model needs column {Cell.Show(column.Name)} of type {column.Type}, which no CSV file has.");
            }
        }

        string[] missing = [.. needed.Where(column => file.IndexOf(column.Name) < 0).Select(column => Cell.Show(column.Name))];
        if (missing.Length > 0)
        {
            throw file.NoColumn(string.Join(", ", missing), $"which {model} needs");
        }

        return [.. needed.Select(column => new CsvColumn(column.Name, file.IndexOf(column.Name), (PrimitiveDataViewType)column.Type))];
    }
}
