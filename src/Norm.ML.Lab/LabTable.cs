namespace Norm.ML.Lab;

/// <summary>A column of the user's file.</summary>
/// <param name="Name">From the header.</param>
/// <param name="Numeric">Its place among the columns of numbers, from 0; null if it holds something else.</param>
/// <param name="Example">What its first value is, for messages: a text in quotes, or empty.</param>
public sealed record LabColumn(string Name, int? Numeric, string Example = "");

/// <summary>The user's data as the lab shows it: rows of numbers, perhaps a sample of them, and the statistics of all.</summary>
public sealed record LabTable
{
    /// <summary>The file, as the user named it.</summary>
    public required string Name { get; init; }

    /// <summary>All columns of the file, in its order; at least one is numeric.</summary>
    public required IReadOnlyList<LabColumn> Columns { get; init; }

    /// <summary>The numeric cells of <see cref="Lines"/>, row by row; NaN is missing.</summary>
    public required double[] Values { get; init; }

    /// <summary>For each row that is held: the line of the file that it starts at, ascending.</summary>
    public required IReadOnlyList<long> Lines { get; init; }

    /// <summary>The statistics of the numeric columns over all rows of the file, not only those held.</summary>
    public required RunningStatistics Statistics { get; init; }

    /// <summary>How many rows the file has.</summary>
    public long RowCount => Statistics.RowCount;
}
