namespace Norm.ML.Samples.Live.Serving;

/// <summary>Stands for the source of rows, such as a topic of a log: gives any row again by its number.</summary>
internal sealed class Rows(int partition)
{
    public static readonly string[] Names = ["temperature", "pressure", "vibration", "load"];

    private static readonly double[] Centres = [21, 1013, 0.4, 60], Spreads = [2, 6, 0.1, 15];

    /// <summary>By how many deviations the data has moved since the beginning; the page sets it.</summary>
    public static double Shift { get; set; }

    public static LiveColumns Columns { get; } = new(Names.Length, Names);

    /// <summary>What the stream is compared with: such as the statistics that a model was fitted with, which a service has in a file
    /// (<c>RunningStatistics.Load</c>). Here of other rows of the same machines.</summary>
    public static RunningStatistics Baseline { get; } = Fit();

    public float[] Read(long first, int count) => Read(first, count, Shift);

    private float[] Read(long first, int count, double shift)
    {
        float[] rows = new float[count * Names.Length];
        for (int row = 0; row < count; row++)
        {
            // The same in every process: a client that was started again gives the same rows.
            var random = new Random(unchecked(partition * 1_000_003 + (int)(first + row)));
            for (int c = 0; c < Names.Length; c++)
            {
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                rows[row * Names.Length + c] = (float)(Centres[c] + Spreads[c] * (normal + shift));
            }
        }
        return rows;
    }

    private static RunningStatistics Fit()
    {
        var accumulator = new StatisticsAccumulator(Names.Length);
        accumulator.Add(new Rows(-1).Read(0, 20_000, shift: 0));
        return accumulator.ToStatistics().WithChannelNames(Names);
    }
}
