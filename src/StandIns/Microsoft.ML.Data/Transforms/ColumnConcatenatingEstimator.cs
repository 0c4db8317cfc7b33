using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Transforms;

/// <summary>Strings columns of one item type together into a vector.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        ArgumentNullException.ThrowIfNull(inputColumnNames);
        if (string.IsNullOrEmpty(outputColumnName))
            throw new ArgumentOutOfRangeException(nameof(outputColumnName), "The output column needs a name.");
        if (inputColumnNames.Length == 0 || inputColumnNames.Any(string.IsNullOrEmpty))
            throw new ArgumentOutOfRangeException(nameof(inputColumnNames), "Input columns are needed, all of them with names.");
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ColumnConcatenatingTransformer(_host, _name, _sources);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column[] sources = [.. _sources.Select(name =>
            inputSchema.TryFindColumn(name, out SchemaShape.Column source)
                ? source
                : throw Mismatch.NoColumn(nameof(inputSchema), name))];
        Check(sources);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        columns[_name] = Join(sources);
        return new SchemaShape(columns.Values);
    }

    private SchemaShape.Column Join(SchemaShape.Column[] sources)
    {
        var kind = sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.VariableVector)
            ? SchemaShape.Column.VectorKind.VariableVector
            : SchemaShape.Column.VectorKind.Vector;
        var annotations = new List<SchemaShape.Column>();
        if (sources.All(source => source.IsNormalized()))
        {
            annotations.Add(new(
                AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        }
        if (sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.Scalar || source.HasSlotNames()))
        {
            annotations.Add(new(
                AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
        }
        return new SchemaShape.Column(_name, kind, sources[0].ItemType, false, new SchemaShape(annotations));
    }

    private static void Check(SchemaShape.Column[] sources)
    {
        foreach (SchemaShape.Column source in sources)
        {
            if (source.IsKey)
                throw new InvalidOperationException($"Column '{source.Name}' is key. Concatenation of keys is unsupported.");
            if (!source.ItemType.Equals(sources[0].ItemType))
            {
                throw new InvalidOperationException(
                    $"Only columns of one item type can be concatenated, but '{sources[0].Name}' has {sources[0].ItemType} "
                    + $"and '{source.Name}' has {source.ItemType}.");
            }
        }
    }
}
