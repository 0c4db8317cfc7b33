using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Norm.ML.Internals.Rows.Named;

namespace Norm.ML;

/// <summary>
/// What a model's norms do to one row that is given by names: a dictionary, a JSON object, or the row of a DataFrame. No class with a property per
/// column is needed. Gives the bits that the model gives.
/// </summary>
/// <remarks>
/// <para>Made once by <see cref="ServingExtensions.CreateNamedNormalizer{T}"/>. Immutable: any number of threads may share one. Rows of up to 128
/// numbers from dictionaries and JSON are normalized without allocating.</para>
/// <para>A row has each of <see cref="Names"/> once, in any order. Other names are passed over. A row that is refused leaves the results as they
/// were.</para>
/// </remarks>
/// <typeparam name="T">What results are: <see cref="float"/>, or <see cref="double"/> where the norms compute in Double.</typeparam>
public sealed class NamedNormalizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int OnStack = 128;

    private readonly SpanNormalizer<T>? _direct;
    private readonly SpanNormalizer<double>? _rounded;
    private readonly RowNames _names;

    // One of the two: the norms compute in T, or in Double, and results are rounded to T.
    internal NamedNormalizer(
        IReadOnlyList<string> names, SpanNormalizer<T>? direct, SpanNormalizer<double>? rounded, bool allowMissing, RunningStatistics? statistics)
    {
        (_direct, _rounded, Statistics) = (direct, rounded, statistics);
        _names = new RowNames(names, allowMissing);
    }

    /// <summary>What the first norm was fitted on, a channel for each name; null where it has no statistics, or others.</summary>
    internal RunningStatistics? Statistics { get; }

    /// <summary>Sees the numbers of each row before they are normalized; null for nobody.</summary>
    internal IRowObserver? Observer { get; set; }

    /// <summary>The names that a row has, in the order of the results.</summary>
    public IReadOnlyList<string> Names => _names.Names;

    /// <summary>The column that the norms make.</summary>
    public string OutputColumnName => _direct?.OutputColumnName ?? _rounded!.OutputColumnName;

    /// <summary>Normalizes a row.</summary>
    /// <typeparam name="TValue"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="row">The numbers by name. NaN is a missing value.</param>
    /// <param name="destination">Receives a number for each of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">A name is not in the row, a number is missing that has to be there, or
    /// <paramref name="destination"/> is too short.</exception>
    public void Normalize<TValue>(IReadOnlyDictionary<string, TValue> row, Span<T> destination)
        where TValue : unmanaged, IBinaryFloatingPointIeee754<TValue>
    {
        ArgumentNullException.ThrowIfNull(row);
        Run(new DictionaryRow<TValue>(row), destination);
    }

    /// <summary>Normalizes a row of numbers of any type, such as <c>dataFrame.Rows[0].GetValues()</c> of Microsoft.Data.Analysis.</summary>
    /// <param name="row">The numbers by name; null is a missing value. The values of names that the norms do not read may be of any type.</param>
    /// <param name="destination">Receives a number for each of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">A name is not in the row, or twice, a value is not a number or is missing, or
    /// <paramref name="destination"/> is too short.</exception>
    public void Normalize(IEnumerable<KeyValuePair<string, object?>> row, Span<T> destination)
    {
        ArgumentNullException.ThrowIfNull(row);
        Run(new ObjectRow(row), destination);
    }

    /// <summary>Normalizes a row that is a JSON object: <c>{"height": 1.8, "weight": 70}</c>.</summary>
    /// <param name="utf8Json">The object in UTF-8. Null is a missing value. The values of names that the norms do not read may be anything.</param>
    /// <param name="destination">Receives a number for each of <see cref="Names"/>.</param>
    /// <exception cref="FormatException">The text is not a JSON object, a name is not in it, or twice, a value is not a number, is missing or is
    /// beyond the range of the type that the norms compute in.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void NormalizeJson(ReadOnlySpan<byte> utf8Json, Span<T> destination) => Run(new JsonRow(utf8Json), destination);

    private void Run<TRow>(TRow row, Span<T> destination)
        where TRow : INamedRow, allows ref struct
    {
        int count = _names.Names.Count;
        if (destination.Length < count)
        {
            throw new ArgumentException($"destination has {destination.Length} elements; the row has {count} numbers.", nameof(destination));
        }

        if (_direct is { } direct)
        {
            T[]? rented = count > OnStack ? ArrayPool<T>.Shared.Rent(count) : null;
            Span<T> x = rented is null ? stackalloc T[OnStack] : rented;
            row.Read(_names, x[..count]);
            Observer?.Observe<T>(x[..count]);
            direct.Normalize(x[..count], destination);
            Return(rented);
        }
        else
        {
            double[]? rented = count > OnStack ? ArrayPool<double>.Shared.Rent(count) : null;
            Span<double> x = rented is null ? stackalloc double[OnStack] : rented;
            row.Read(_names, x[..count]);
            Observer?.Observe<double>(x[..count]);
            _rounded!.Normalize(x[..count], x[..count]);
            for (int i = 0; i < count; i++)
            {
                destination[i] = T.CreateTruncating(x[i]);
            }

            Return(rented);
        }
    }

    // An array that an exception keeps from being given back is garbage, and no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Return<TItem>(TItem[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<TItem>.Shared.Return(rented);
        }
    }
}
