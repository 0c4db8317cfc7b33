using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Groups;

/// <summary>A row with a key of every type.</summary>
internal sealed class TenantRow
{
    [VectorType(6)]
    public float[] Features { get; set; } = [];

    public double Price { get; set; }

    public float Weight { get; set; } = 1;

    public string Tenant { get; set; } = "";

    public bool Big { get; set; }

    public int Country { get; set; }

    public ulong Sensor { get; set; }

    public float Ratio { get; set; }

    /// <summary>Rows whose keys have from thousands of rows to a few, in a mixed order.</summary>
    public static TenantRow[] Random(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int tenant = (int)(9 * Math.Pow(random.NextDouble(), 4));
            return new TenantRow
            {
                Features = [.. Enumerable.Range(0, 6).Select(c => (float)(100 * tenant + c + (1 + c) * random.NextDouble()))],
                Price = 1e6 * tenant + random.NextDouble(),
                Weight = random.Next(3),
                Tenant = tenant == 5 ? "" : $"tenant {tenant}",
                Big = tenant > 0,
                Country = tenant - 2,
                Sensor = ulong.MaxValue - (ulong)tenant,
            };
        })];
    }

    public static IDataView Load(MLContext context, IEnumerable<TenantRow> rows) => context.Data.LoadFromEnumerable(rows.ToList());
}
