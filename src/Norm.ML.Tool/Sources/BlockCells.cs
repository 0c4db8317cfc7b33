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
    /// <summary>The values from one on.</summary>
    public abstract ColumnValues Slice(int first, int count);

    /// <summary>Doubles; NaN is missing.</summary>
    public sealed record Numbers(double[] Values) : ColumnValues
    {
        public override ColumnValues Slice(int first, int count) =>
            first == 0 && count == Values.Length ? this : new Numbers(Values[first..(first + count)]);
    }

    /// <summary>Integers; null is missing.</summary>
    public sealed record Integers(long?[] Values) : ColumnValues
    {
        public override ColumnValues Slice(int first, int count) =>
            first == 0 && count == Values.Length ? this : new Integers(Values[first..(first + count)]);
    }

    /// <summary>True or false; null is missing.</summary>
    public sealed record Booleans(bool?[] Values) : ColumnValues
    {
        public override ColumnValues Slice(int first, int count) =>
            first == 0 && count == Values.Length ? this : new Booleans(Values[first..(first + count)]);
    }

    /// <summary>Texts; null is missing.</summary>
    public sealed record Texts(string?[] Values) : ColumnValues
    {
        public override ColumnValues Slice(int first, int count) =>
            first == 0 && count == Values.Length ? this : new Texts(Values[first..(first + count)]);
    }
}
