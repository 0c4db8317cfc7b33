using System.Globalization;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Server;

/// <summary>The user's data as a grid of the columns chosen.</summary>
internal static class UserGrid
{
    public const string Id = "data";

    // Columns beyond this would be named in a message that nobody reads.
    private const int MostNamed = 12;

    /// <summary>The grid of some columns.</summary>
    /// <param name="data">The user's data.</param>
    /// <param name="columns">Names; none for all columns of numbers.</param>
    /// <exception cref="ArgumentException">A column is not there, or holds no numbers.</exception>
    public static Grid Of(LabTable data, IReadOnlyList<string> columns)
    {
        LabColumn[] numeric = [.. data.Columns.Where(column => column.Numeric is not null)];
        LabColumn[] chosen = columns.Count == 0 ? numeric : Choose(data, numeric, columns);
        int width = numeric.Length, rows = data.Lines.Count;
        double[] values = new double[rows * chosen.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < chosen.Length; i++)
            {
                values[row * chosen.Length + i] = data.Values[row * width + chosen[i].Numeric!.Value];
            }
        }

        return new Grid
        {
            Id = Id,
            Title = data.Name,
            Story = $"{chosen.Length} of the {data.Columns.Count} columns of {data.Name}: a row per line of the file, named by its number.",
            Shape = new GridShape(rows, chosen.Length),
            RowNames = [.. data.Lines.Select(line => $"line {line}")],
            ColumnNames = [.. chosen.Select(column => column.Name)],
            Values = values,
            Fitted = data.Statistics,
            FittedChannels = [.. chosen.Select(column => column.Numeric!.Value)],
            Remark = rows < data.RowCount
                ? string.Create(CultureInfo.InvariantCulture,
                $"{rows:N0} of the file's {data.RowCount:N0} rows, drawn at random with a fixed seed. The batch is this sample; "
                    + $"fitted statistics are of all rows.")
                : null,
        };
    }

    private static LabColumn[] Choose(LabTable data, LabColumn[] numeric, IReadOnlyList<string> columns)
    {
        string accepted = string.Join(", ", numeric.Take(MostNamed).Select(column => column.Name))
            + (numeric.Length > MostNamed ? $", ... ({numeric.Length} in all)" : "");
        return [.. columns.Distinct().Select(Find)];

        LabColumn Find(string name)
        {
            LabColumn column = data.Columns.FirstOrDefault(column => column.Name == name)
                ?? throw new ArgumentException($"There is no column '{name}'; those of numbers are {accepted}.");
            return column.Numeric is not null ? column : throw new ArgumentException(
                $"Column '{name}' holds no numbers{(column.Example.Length > 0 ? $", but {column.Example}" : "")}; those of numbers are {accepted}.");
        }
    }
}
