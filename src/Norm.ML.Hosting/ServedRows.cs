using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Internals;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>
/// The norms of a served model, for rows whose numbers have no names or come without them: by position, in place, in the type that the norms compute
/// in. Gives the bits that the model gives, and counts rows as <see cref="ServedNormalizer"/> does.
/// </summary>
/// <remarks>Immutable: any number of threads may share one.</remarks>
public sealed class ServedRows
{
    private readonly SpanNormalizer<float>? _single;
    private readonly SpanNormalizer<double>? _double;
    private readonly RowCounter _counter;
    private readonly bool _allowMissing;

    internal ServedRows(ITransformer model, DataViewSchema schema, ServedNormalizerOptions options, ServingMetrics metrics)
    {
        var path = NormPath.Find(model, schema, options.OutputColumnName, options.Key);
        _single = path.IsDouble ? null : path.ToSpanNormalizer<float>();
        _double = path.IsDouble ? path.ToSpanNormalizer<double>() : null;
        (OutputColumnName, Length) = _single is { } single ? (single.OutputColumnName, single.ExampleLength)
            : (_double!.OutputColumnName, _double.ExampleLength);
        DataViewSchema.Column result = model.GetOutputSchema(schema)[OutputColumnName];
        GivesSingle = ((result.Type as VectorDataViewType)?.ItemType ?? result.Type) == NumberDataViewType.Single;
        Names = NamesOf(result);
        _allowMissing = options.AllowMissing;
        _counter = new RowCounter(metrics, path.Fitted is { } fitted && fitted.ChannelCount == Length ? fitted : null, options.DriftRows);
    }

    /// <summary>The column that the norms make.</summary>
    public string OutputColumnName { get; }

    /// <summary>How many numbers a row has; null for any number.</summary>
    public int? Length { get; }

    /// <summary>What the results are called; null where the model has no names for them.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>What the norms compute in: <see cref="float"/> or <see cref="double"/>.</summary>
    public Type ElementType => _single is null ? typeof(double) : typeof(float);

    /// <summary>Whether the model gives Single. Norms that compute in Double, as those of <c>norm-ml fit</c>, are then rounded by what follows them;
    /// rows hold the Doubles before it.</summary>
    public bool GivesSingle { get; }

    internal RowCounter Counter => _counter;

    /// <summary>Normalizes a row in place.</summary>
    /// <typeparam name="T"><see cref="ElementType"/>.</typeparam>
    /// <param name="row">The numbers, in the order of the column that the norms read. NaN is a missing value.</param>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not <see cref="ElementType"/>, the row has another length than
    /// <see cref="Length"/>, or a number is missing that has to be there.</exception>
    public void Normalize<T>(Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanNormalizer<T> normalizer = (object?)_single as SpanNormalizer<T> ?? (object?)_double as SpanNormalizer<T>
            ?? throw new ArgumentException($"The norms compute in {ElementType.Name}; accepted: rows of it, not of {typeof(T).Name}.", nameof(T));
        if (!_allowMissing)
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (T.IsNaN(row[i]))
                {
                    throw new ArgumentException($"Number {i + 1} is missing (NaN); the option AllowMissing gives NaN for it.", nameof(row));
                }
            }
        }

        if (Length is { } length && row.Length != length)
        {
            throw new ArgumentException($"The row has {row.Length} numbers; the model takes {length}.", nameof(row));
        }

        _counter.Observe<T>(row);
        normalizer.Normalize(row, row);
    }

    private static string[]? NamesOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull("SlotNames") is null)
        {
            return null;
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
