using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>What an estimator promises: the input's columns with the normalized ones added or put in their place.</summary>
internal static class NormShape
{
    public static SchemaShape Apply(SchemaShape input, IReadOnlyList<InputOutputColumnPair> columns, string accepted, bool scalars, bool variableSize)
    {
        ArgumentNullException.ThrowIfNull(input);
        var output = input.ToDictionary(column => column.Name);
        foreach (InputOutputColumnPair pair in columns)
        {
            // Every norm reads its input as it was before this estimator, as the transformer does.
            SchemaShape.Column source = ColumnTypes.Find(input, pair.InputColumnName);
            bool kindFits = source.Kind switch
            {
                SchemaShape.Column.VectorKind.Scalar => scalars,
                SchemaShape.Column.VectorKind.VariableVector => variableSize,
                _ => true,
            };
            if (!kindFits || source.IsKey || !ColumnTypes.IsNumber(source.ItemType))
            {
                throw ColumnTypes.Mismatch(pair.InputColumnName, ColumnTypes.Describe(source), accepted);
            }

            output[pair.OutputColumnName] = new SchemaShape.Column(
                pair.OutputColumnName, source.Kind, ColumnTypes.OutputItem(source.ItemType), isKey: false, Annotate(source));
        }

        return new SchemaShape(output.Values);
    }

    private static SchemaShape Annotate(SchemaShape.Column source)
    {
        var annotations = source.Annotations.Where(annotation => annotation.Name == ColumnTypes.SlotNames).ToList();
        annotations.Add(new SchemaShape.Column(ColumnTypes.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance,
            isKey: false));
        return new SchemaShape(annotations);
    }
}
