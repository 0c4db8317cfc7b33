using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Sums;

/// <summary>Rows as they came: the bytes of Singles or of Doubles, row after row.</summary>
internal readonly record struct RowValues(ReadOnlyMemory<byte> Bytes, bool AreDoubles)
{
    public ReadOnlySpan<float> Singles => MemoryMarshal.Cast<byte, float>(Bytes.Span);

    public ReadOnlySpan<double> Doubles => MemoryMarshal.Cast<byte, double>(Bytes.Span);

    private int ValueBytes => AreDoubles ? sizeof(double) : sizeof(float);

    public int Count(int channels) => Bytes.Length / (ValueBytes * channels);

    public RowValues Slice(int first, int count, int channels) =>
        this with { Bytes = Bytes.Slice(first * ValueBytes * channels, count * ValueBytes * channels) };

    /// <summary>The place of the first value that is NaN or infinite; -1 if all are finite.</summary>
    public int IndexOfNonFinite()
    {
        if (AreDoubles)
        {
            ReadOnlySpan<double> doubles = Doubles;
            for (int i = 0; i < doubles.Length; i++)
            {
                if (!double.IsFinite(doubles[i]))
                {
                    return i;
                }
            }

            return -1;
        }
        ReadOnlySpan<float> singles = Singles;
        for (int i = 0; i < singles.Length; i++)
        {
            if (!float.IsFinite(singles[i]))
            {
                return i;
            }
        }

        return -1;
    }

    public double this[int index] => AreDoubles ? Doubles[index] : Singles[index];
}
