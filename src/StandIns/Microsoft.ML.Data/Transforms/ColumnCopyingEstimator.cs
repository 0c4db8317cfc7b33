using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Transforms;

/// <summary>Gives columns second names.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName)
        : this(env, (outputColumnName, inputColumnName))
    {
    }

    internal ColumnCopyingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ColumnCopyingEstimator)), new ColumnCopyingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        foreach ((string output, string input) in Transformer.Columns)
        {
            if (!inputSchema.TryFindColumn(input, out SchemaShape.Column source))
                throw Mismatch.NoColumn(nameof(inputSchema), input);
            columns[output] = new SchemaShape.Column(output, source.Kind, source.ItemType, source.IsKey, source.Annotations);
        }
        return new SchemaShape(columns.Values);
    }
}
