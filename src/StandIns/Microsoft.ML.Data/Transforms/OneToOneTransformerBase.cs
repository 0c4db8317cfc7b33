using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that makes each output column from one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns)
        : base(host)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = new HashSet<string>();
        foreach ((string output, string input) in columns)
        {
            if (string.IsNullOrEmpty(output) || string.IsNullOrEmpty(input))
                throw new ArgumentOutOfRangeException(nameof(columns), "Column names must not be empty.");
            if (!names.Add(output))
                throw new ArgumentOutOfRangeException(nameof(columns), $"Name of the result column '{output}' specified multiple times");
        }
        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        int count = ctx.Reader.ReadInt32();
        if (count < 0 || count > ctx.Header.CbModel)
            throw new FormatException($"A transformer of {count} columns cannot be in {ctx.Header.CbModel} bytes.");
        ColumnPairs = new (string, string)[count];
        for (int i = 0; i < count; i++)
            ColumnPairs[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach ((string output, string input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }
}
