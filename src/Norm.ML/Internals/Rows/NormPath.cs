using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Norm.ML.Internals.Groups;

namespace Norm.ML.Internals.Rows;

/// <summary>The norms that follow each other on the way to a column of a model's output.</summary>
internal sealed class NormPath
{
    private readonly List<(NormTransformer Norm, int Column, DataViewType Input)> _steps = [];

    private readonly string? _key;

    private NormPath(string output, string? key) => (Input, Output, _key) = (output, output, key);

    /// <summary>The first column that no norm makes.</summary>
    private string Input { get; set; }

    private DataViewSchema.Column InputColumn { get; set; }

    private string Output { get; }

    /// <summary>Whether the first norm computes in Double.</summary>
    public bool IsDouble => ColumnTypes.OutputItem(ColumnTypes.ItemOf(_steps[0].Input)) == NumberDataViewType.Double;

    /// <summary>What the first norm was fitted on: the rows of the key where there is one; null where it has no statistics.</summary>
    public RunningStatistics? Fitted => _steps[0] is not { Norm: FittedNormTransformer norm, Column: var column } ? null
        : norm.Model.Groups is { } groups && _key is not null && groups[column].TryGetValue(_key, out RunningStatistics? ofKey) ? ofKey
        : norm.ColumnStatistics[column];

    public static NormPath Find(ITransformer model, DataViewSchema inputSchema, string? output, string? key = null)
    {
        ITransformer[] transformers = [.. Flatten(model)];
        var schemas = new DataViewSchema[transformers.Length + 1];
        schemas[0] = inputSchema;
        for (int i = 0; i < transformers.Length; i++)
        {
            schemas[i + 1] = transformers[i].GetOutputSchema(schemas[i]);
        }

        var path = new NormPath(output ?? OnlyOutput(transformers), key);
        if (schemas[^1].GetColumnOrNull(path.Output) is null)
        {
            throw new ArgumentException($"The model gives no column '{path.Output}'; {Describe(transformers)}.", "outputColumnName");
        }

        for (int i = transformers.Length - 1; i >= 0; i--)
        {
            if (transformers[i] is NormTransformer norm && IndexOf(norm, path.Input) is var column and >= 0)
            {
                path.Input = norm.Columns[column].InputColumnName;
                path.InputColumn = schemas[i][path.Input];
                path._steps.Insert(0, (norm, column, path.InputColumn.Type));
            }
            else if (path._steps.Count == 0 && Rounds(transformers[i], schemas[i].GetColumnOrNull(path.Input)))
            {
                // As in the models of 'norm-ml fit': spans hold the Doubles before it.
                continue;
            }
            else if (schemas[i].GetColumnOrNull(path.Input)?.Index != schemas[i + 1][path.Input].Index)
            {
                // Made here, by something else. What only moves columns about cannot be told from it; so nothing is guessed.
                return path._steps.Count > 0 ? path.Checked() : throw new ArgumentException(
                    $"Column '{path.Output}' is made by {transformers[i].GetType().Name}, which is not a norm; {Describe(transformers)}.",
                    "outputColumnName");
            }
        }

        return path._steps.Count > 0 ? path.Checked() : throw new ArgumentException(
            $"Column '{path.Output}' is one of the input; {Describe(transformers)}.", "outputColumnName");
    }

    public SpanNormalizer<T> ToSpanNormalizer<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataViewType type = _steps[0].Input;
        PrimitiveDataViewType item = ColumnTypes.OutputItem(ColumnTypes.ItemOf(type));
        if (item.RawType != typeof(T))
        {
            throw new ArgumentException($"Column '{Output}' is of {item}: its spans are of {item.RawType.Name}, not {typeof(T).Name}.", nameof(T));
        }

        int size = type is VectorDataViewType vector ? vector.Size : 1;
        bool integers = ColumnTypes.IsInteger(ColumnTypes.ItemOf(type));
        KeyReader? key = _key is { } one ? () => one : null;
        RowNormalizer<double>? first = integers ? _steps[0].Norm.CreateNormalizer<double>(_steps[0].Column, type, key) : null;
        return new SpanNormalizer<T>(
            Input, Output, size > 0 ? size : null, first,
            [.. _steps.Skip(integers ? 1 : 0).Select(step => step.Norm.CreateNormalizer<T>(step.Column, step.Input, key))]);
    }

    /// <summary>
    /// A normalizer of rows by name. Where the norms compute in Double and <typeparamref name="T"/> is Single, results are rounded.
    /// </summary>
    public NamedNormalizer<T> ToNamedNormalizer<T>(bool allowMissing)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] names = Names();
        RunningStatistics? fitted = Fitted?.ChannelCount == names.Length ? Fitted : null;
        return typeof(T) == typeof(float) && IsDouble
            ? new(names, null, ToSpanNormalizer<double>(), allowMissing, fitted) : new(names, ToSpanNormalizer<T>(), null, allowMissing, fitted);
    }

    // Whether there is a key where one is needed, and one that was seen.
    private NormPath Checked()
    {
        string[] columns = [.. _steps.Select(step => step.Norm.KeyColumnName).OfType<string>().Distinct()];
        if (columns.Length > 1 || (columns.Length == 0) != (_key is null))
        {
            throw new ArgumentException(columns.Length switch
            {
                0 => $"A key is given ({GroupKeys.Show(_key)}), but no norm on the way to '{Output}' has statistics per key.",
                1 => $"'{Output}' is normalized with the statistics of the key in column '{columns[0]}'; accepted: one key, given as key.",
                _ => $"'{Output}' is normalized with the statistics of keys in several columns, '{string.Join("', '", columns)}'; accepted: one.",
            }, "key");
        }

        foreach ((NormTransformer norm, int column, DataViewType type) in _steps.Where(step => step.Norm.KeyColumnName is not null))
        {
            // Of a key that is an error, it throws.
            try
            {
                double[] example = new double[type is VectorDataViewType { Size: > 0 } vector ? vector.Size : 1];
                norm.CreateNormalizer<double>(column, type, () => _key)(example, example);
            }
            catch (InvalidOperationException unseen)
            {
                throw new ArgumentException(unseen.Message, "key");
            }
        }

        return this;
    }

    // The names of the numbers of an example: the column's own, or those of its slots.
    private string[] Names()
    {
        if (InputColumn.Type is not VectorDataViewType vector)
        {
            return [Input];
        }

        if (vector.Size == 0 || !InputColumn.HasSlotNames())
        {
            throw new ArgumentException(
                $"The numbers of column '{Input}' have no names; accepted: a column of one number, or one that Concatenate made of named columns.",
                "inputSchema");
        }

        VBuffer<ReadOnlyMemory<char>> slots = default;
        InputColumn.GetSlotNames(ref slots);
        string[] names = [.. slots.DenseValues().Select(name => name.ToString())];
        string? bad = names.GroupBy(name => name).FirstOrDefault(same => same.Key.Length == 0 || same.Count() > 1)?.Key;
        return bad is null ? names : throw new ArgumentException(
            $"The numbers of column '{Input}' do not have names of their own: {(bad.Length == 0 ? "one has no name" : $"'{bad}' comes twice")}.",
            "inputSchema");
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [model];

    // Whether it makes a column's Doubles Singles, and nothing else. It works without the other columns, so it does not read them.
    private static bool Rounds(ITransformer transformer, DataViewSchema.Column? column)
    {
        if (transformer is not TypeConvertingTransformer || column is not { } before || ColumnTypes.ItemOf(before.Type) != NumberDataViewType.Double)
        {
            return false;
        }

        var alone = new DataViewSchema.Builder();
        alone.AddColumn(before.Name, before.Type);
        try
        {
            return ColumnTypes.ItemOf(transformer.GetOutputSchema(alone.ToSchema())[before.Name].Type) == NumberDataViewType.Single;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static int IndexOf(NormTransformer norm, string output)
    {
        for (int i = 0; i < norm.Columns.Count; i++)
        {
            if (norm.Columns[i].OutputColumnName == output)
            {
                return i;
            }
        }

        return -1;
    }

    private static string OnlyOutput(ITransformer[] transformers) =>
        transformers.OfType<NormTransformer>().LastOrDefault()?.Columns is [var only] ? only.OutputColumnName
        : throw new ArgumentException($"A column has to be named; {Describe(transformers)}.", "outputColumnName");

    private static string Describe(ITransformer[] transformers)
    {
        string[] made = [.. transformers.OfType<NormTransformer>().SelectMany(norm => norm.Columns).Select(pair => $"'{pair.OutputColumnName}'")
            .Distinct()];
        return made.Length == 0 ? "it has no norms" : $"its norms make {string.Join(", ", made)}";
    }
}
