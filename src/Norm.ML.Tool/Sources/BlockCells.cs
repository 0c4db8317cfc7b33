using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Sources;

/// <summary>The whole rows of a block, as one thread has read them; valid until that thread reads the next block.</summary>
internal abstract class BlockCells
{
    /// <summary>How many rows.</summary>
    public abstract int Rows { get; }

    /// <summary>The columns that are read as numbers, row after row; a missing value is NaN.</summary>
    public abstract ReadOnlySpan<double> Numbers { get; }

    /// <summary>A cell as text; empty where it is missing.</summary>
    public abstract string Text(int row, int column);

    /// <summary>Whether a cell stands for a value that is not there.</summary>
    public abstract bool IsMissing(int row, int column);

    /// <summary>Writes a cell as it stood in the source.</summary>
    public abstract void Write(CsvRowWriter writer, int row, int column);

    /// <summary>A column that is not read as numbers.</summary>
    public abstract ColumnValues Values(int column);
}

/// <summary>What a column is written as where files know types.</summary>
internal enum CellType
{
    /// <summary>Double.</summary>
    Number,

    /// <summary>A signed integer of 64 bits.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Nothing that could be written: nested values or bytes.</summary>
    Other,
}

/// <summary>Values of a column, one after the other.</summary>
internal abstract record ColumnValues
{
    /// <summary>Doubles; NaN is missing.</summary>
    public sealed record Numbers(double[] Values) : ColumnValues;

    /// <summary>Integers; null is missing.</summary>
    public sealed record Integers(long?[] Values) : ColumnValues;

    /// <summary>True or false; null is missing.</summary>
    public sealed record Booleans(bool?[] Values) : ColumnValues;

    /// <summary>Texts; null is missing.</summary>
    public sealed record Texts(string?[] Values) : ColumnValues;
}
