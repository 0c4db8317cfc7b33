namespace Norm.ML.Lab.Experiments;

/// <summary>Where the batches of an experiment come from: examples with four features of different means and spreads.</summary>
internal static class Population
{
    /// <summary>Of each feature.</summary>
    public static readonly double[] Mean = [2, -1, 10, 0], Spread = [1, 0.5, 4, 2];

    /// <summary>The example that every batch has in it: not far from the middle, and always the same.</summary>
    public static readonly double[] FixedExample = [3, -0.5, 8, 3];

    public static int Features => Mean.Length;

    /// <summary>Draws examples.</summary>
    public static double[] Draw(Noise noise, int examples)
    {
        double[] values = new double[examples * Features];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Mean[i % Features] + Spread[i % Features] * noise.Normal();
        }

        return values;
    }
}
