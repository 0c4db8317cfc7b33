using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Internals;
using Norm.ML.Internals.Onnx;

namespace Norm.ML.Onnx.Internals.Writing;

/// <summary>Writes the steps of a chain one after the other. Columns of the data become inputs when a step first reads them.</summary>
internal sealed class ChainWriter(FileNodes file, OnnxModelOptions options)
{
    private const string Accepts = "norms of Norm.ML, Concatenate, CopyColumns and ConvertType to Single or Double";

    // The value of each column that a step has made or read, by the name that it has now.
    private readonly Dictionary<string, string> _values = [];
    private readonly List<string> _made = [], _norms = [];
    private int _step;

    /// <summary>The norms that were written.</summary>
    public string Documentation => string.Join(" ", _norms);

    public void Write(ITransformer model, DataViewSchema schema)
    {
        schema = Visit(model, schema);
        string[] outputs = [.. _made.Distinct().Where(name => schema.GetColumnOrNull(name) is not null)];
        if (options.Outputs is { } wanted)
        {
            if (wanted.FirstOrDefault(name => !outputs.Contains(name)) is { } unknown)
            {
                throw new ArgumentOutOfRangeException(nameof(options), unknown,
                    $"The model makes no column '{unknown}'; it makes {string.Join(", ", outputs.Select(name => $"'{name}'"))}.");
            }

            outputs = [.. wanted.Distinct()];
        }

        if (outputs.Length == 0)
        {
            throw new NotSupportedException($"The model makes no column; accepted: {Accepts}.");
        }

        foreach (string name in outputs)
        {
            file.Documentation = $"Column {name}.";
            file.AddOutput(file.Free($"{name}.output"), _values[name], ShapeOf(schema[name]), $"Column {name} of the model, {schema[name].Type}.");
        }
    }

    private DataViewSchema Visit(ITransformer model, DataViewSchema schema)
    {
        if (model is IEnumerable<ITransformer> chain)
        {
            return chain.Aggregate(schema, (before, step) => Visit(step, before));
        }

        _step++;
        DataViewSchema after = model.GetOutputSchema(schema);
        if (model is NormTransformer norm)
        {
            Write(norm, schema);
        }
        else if (ColumnStep.Of(model) is { } steps)
        {
            Write(steps, schema, after);
        }
        else
        {
            throw new NotSupportedException($"Step {_step}, {model.GetType().Name}, cannot be written as ONNX; accepted: {Accepts}.");
        }

        return after;
    }

    // Every norm reads its input as it was before this transformer, also where an output hides it.
    private void Write(NormTransformer norm, DataViewSchema schema)
    {
        DataViewSchema.Column[] sources = [.. norm.Columns.Select(pair => schema[pair.InputColumnName])];
        string[] inputs = [.. sources.Select(Value)];
        for (int i = 0; i < inputs.Length; i++)
        {
            string output = norm.Columns[i].OutputColumnName;
            WrittenNorm written = Describe(norm, i, sources[i]);
            file.Documentation = $"{NormText.Of(written)[..^1]}, of column {sources[i].Name}.";
            _norms.Add(file.Documentation);
            Made(output, NormWriter.Write(file, written, inputs[i], ShapeOf(sources[i]), $"{output}.{written.Norm.Kind}", options.Strict));
        }
    }

    private static WrittenNorm Describe(NormTransformer norm, int column, DataViewSchema.Column source)
    {
        try
        {
            OnnxNorm described = norm.ToOnnx(column, source.Type);
            return norm switch
            {
                FittedNormTransformer batch => new(described, batch.Options.Epsilon),
                BatchNormInverseTransformer inverse => new(described, inverse.Options.Epsilon),
                _ => WrittenNorm.Of(described),
            };
        }
        catch (NotSupportedException reason)
        {
            throw new NotSupportedException($"The norm of column '{source.Name}' cannot be written as ONNX: {reason.Message}.", reason);
        }
    }

    private void Write(IReadOnlyList<ColumnStep> steps, DataViewSchema schema, DataViewSchema after)
    {
        string[][] inputs = [.. steps.Select(step => step.Inputs.Select(name => Value(schema[name])).ToArray())];
        foreach ((int i, ColumnStep step) in steps.Index())
        {
            file.Documentation = $"{step.Kind} into column {step.Output}.";
            DataViewSchema.Column output = after[step.Output];
            Made(step.Output, step.Kind switch
            {
                ColumnStepKind.Concatenate => Concatenate(step, inputs[i], schema, ShapeOf(output)),
                ColumnStepKind.Convert => Convert(inputs[i][0], schema[step.Inputs[0]], output),
                _ => file.AddNode("Identity", inputs[i], $"{step.Output}.Copy"),
            });
        }
    }

    private string Concatenate(ColumnStep step, string[] inputs, DataViewSchema schema, ValueShape output)
    {
        ValueShape[] shapes = [.. step.Inputs.Select(name => ShapeOf(schema[name]))];
        string[] flat = [.. inputs.Select((input, i) =>
            Reshape(input, shapes[i].Dimensions, [shapes[i].Dimensions.Aggregate(1L, (a, b) => a * b)], $"{step.Output}.Flat"))];
        string joined = flat.Length == 1 ? flat[0] : file.AddNode("Concat", flat, $"{step.Output}.Concat", ("axis", 1L));
        return Reshape(joined, [output.Dimensions.Aggregate(1L, (a, b) => a * b)], output.Dimensions, $"{step.Output}.Concat");
    }

    private string Reshape(string value, long[] from, long[] to, string name) =>
        from.AsSpan().SequenceEqual(to) ? value : file.AddNode("Reshape", [value, file.AddDimensions([0, .. to], $"{name}.Shape")], name);

    // Integers would have to agree about what becomes of fractions, NaN and values out of range.
    private string Convert(string input, DataViewSchema.Column source, DataViewSchema.Column output)
    {
        DataViewType from = ColumnTypes.ItemOf(source.Type), to = ColumnTypes.ItemOf(output.Type);
        bool accepted = (to == NumberDataViewType.Single || to == NumberDataViewType.Double) && (from is NumberDataViewType or BooleanDataViewType);
        return accepted ? file.AddNode("Cast", [input], $"{output.Name}.Cast", ("to", to.RawType))
            : throw new NotSupportedException(
                $"Step {_step} converts column '{source.Name}' from {from} to {to}, which cannot be written as ONNX; "
                + "accepted: numbers or Boolean to Single or Double.");
    }

    private void Made(string column, string value)
    {
        _values[column] = value;
        _made.Add(column);
    }

    private string Value(DataViewSchema.Column column)
    {
        if (_values.TryGetValue(column.Name, out string? value))
        {
            return value;
        }

        string name = file.Free(column.Name);
        file.AddInput(name, ShapeOf(column), $"Column {column.Name} of the data, {column.Type}.");
        return _values[column.Name] = name;
    }

    private static ValueShape ShapeOf(DataViewSchema.Column column)
    {
        DataViewType item = ColumnTypes.ItemOf(column.Type);
        string? refused = column.Type is VectorDataViewType { Size: 0 } ? "its size varies from row to row; a graph takes batches of rows of one size"
            : item is not (NumberDataViewType or BooleanDataViewType) ? "a graph takes numbers and truth values" : null;
        return refused is null ? new(item.RawType, OnnxExport.ShapeOf(column.Type))
            : throw new NotSupportedException($"Column '{column.Name}' is {column.Type} and cannot be written as ONNX: {refused}.");
    }
}
