namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>
/// Pseudo-random numbers from integer arithmetic and exact operations only (SplitMix64), so that the test data has the same bits everywhere.
/// </summary>
internal sealed class Numbers(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15 + 0x1234567;

    /// <summary>Numbers whose sequence depends on all the given values.</summary>
    public static Numbers For(params ReadOnlySpan<int> keys)
    {
        ulong seed = 17;
        foreach (int key in keys)
        {
            seed = Mix(seed + (uint)key);
        }

        return new Numbers(seed);
    }

    public ulong Bits() => Mix(_state += 0x9E3779B97F4A7C15);

    public int Below(int bound) => (int)(Bits() % (ulong)bound);

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Bits() >> 11) * Math.ScaleB(1, -53);

    /// <summary>
    /// Close to a standard normal: the sum of twelve uniform numbers less six (in integers of 16 bits), and a uniform one for the low bits.
    /// </summary>
    public double Normal()
    {
        long sum = 0;
        for (int i = 0; i < 3; i++)
        {
            ulong bits = Bits();
            sum += (long)((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48));
        }
        return (sum - 12 * 32768 + Uniform()) / 65536;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
