using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Sums;

/// <summary>The rows of a chunk that is not full yet. Kept as Singles until a Double comes, which halves memory and storage for most data.</summary>
/// <remarks>A value: copies share their array, and adding writes behind the rows of all of them. So a copy may be added to and then dropped, and what
/// it was copied from has not changed; two copies that both add would overwrite each other.</remarks>
internal readonly struct OpenRows
{
    private readonly Array? _values;

    private OpenRows(Array? values, int count) => (_values, Count) = (values, count);

    /// <summary>How many rows.</summary>
    public int Count { get; }

    public bool AreDoubles => _values is double[];

    public ReadOnlySpan<byte> Bytes(int channels) => _values switch
    {
        float[] singles => MemoryMarshal.AsBytes(singles.AsSpan(0, Count * channels)),
        double[] doubles => MemoryMarshal.AsBytes(doubles.AsSpan(0, Count * channels)),
        _ => default,
    };

    public static OpenRows From(RowValues rows, int channels) => default(OpenRows).Add(rows, channels);

    public OpenRows Add(RowValues rows, int channels)
    {
        int count = Count + rows.Count(channels);
        if (rows.AreDoubles || AreDoubles)
        {
            double[] doubles = _values as double[] ?? [];
            Grow(ref doubles, Count * channels, count * channels);
            if (_values is float[] before)
            {
                Widen(before.AsSpan(0, Count * channels), doubles);
            }

            Span<double> rest = doubles.AsSpan(Count * channels);
            if (rows.AreDoubles)
            {
                rows.Doubles.CopyTo(rest);
            }
            else
            {
                Widen(rows.Singles, rest);
            }

            return new(doubles, count);
        }
        float[] singles = _values as float[] ?? [];
        Grow(ref singles, Count * channels, count * channels);
        rows.Singles.CopyTo(singles.AsSpan(Count * channels));
        return new(singles, count);
    }

    public RunningStatistics Sum(int channels, bool propagate) => ChunkSums.Sum(Bytes(channels), AreDoubles, channels, propagate);

    private static void Grow<T>(ref T[] values, int used, int needed)
    {
        if (values.Length >= needed)
        {
            return;
        }

        var larger = new T[Math.Max(needed, 2 * values.Length)];
        values.AsSpan(0, Math.Min(used, values.Length)).CopyTo(larger);
        values = larger;
    }

    private static void Widen(ReadOnlySpan<float> from, Span<double> to) =>
        System.Numerics.Tensors.TensorPrimitives.ConvertChecked(from, to[..from.Length]);
}
