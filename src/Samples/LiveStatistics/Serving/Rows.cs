namespace Norm.ML.Samples.Live.Serving;

/// <summary>Stands for the source of rows, such as a topic of a log: gives any row again by its number.</summary>
internal sealed class Rows(int partition)
{
    public static readonly string[] Names = ["temperature", "pressure", "vibration", "load"];

    private static readonly double[] Centres = [21, 1013, 0.4, 60], Spreads = [2, 6, 0.1, 15];

    /// <summary>By how many deviations the data has moved since the beginning; the page sets it.</summary>
    public static double Shift { get; set; }

    public static LiveColumns Columns { get; } = new(Names.Length, Names);

    public float[] Read(long first, int count)
    {
        float[] rows = new float[count * Names.Length];
        for (int row = 0; row < count; row++)
        {
            var random = new Random(HashCode.Combine(partition, first + row));
            for (int c = 0; c < Names.Length; c++)
            {
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                rows[row * Names.Length + c] = (float)(Centres[c] + Spreads[c] * (normal + Shift));
            }
        }
        return rows;
    }
}
