namespace Norm.ML.Lab.Experiments;

/// <summary>
/// Random numbers of a fixed seed: the same bits on every platform. SplitMix64 (Steele, Lea and Flood, 2014) gives the bits; a normal number is a
/// sum of twelve uniform ones less 6, so that no logarithm or cosine of the platform's own takes part.
/// </summary>
internal sealed class Noise(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Bits() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform among 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>Normal with mean 0 and variance 1, within [-6, 6].</summary>
    public double Normal()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += Uniform();
        }

        return sum;
    }

    /// <summary>Normal numbers.</summary>
    public double[] Normals(int count, double mean = 0, double spread = 1)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = mean + spread * Normal();
        }

        return values;
    }

    private ulong Bits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
