using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Norm.ML.Internals.Moments;

/// <summary>Statistics as JSON: the writer.</summary>
internal static partial class StatisticsJson
{
    private const string Format = "norm-ml-statistics";
    private const int Version = 1;

    public static string Write(RunningStatistics statistics)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteNumber("rows", statistics.RowCount);
            json.WriteStartArray("channels");
            for (int c = 0; c < statistics.ChannelCount; c++)
            {
                Channel(json, statistics[c], statistics.Planes[c]);
            }

            json.WriteEndArray();
            if (statistics.Exponential is { } exponential)
            {
                Exponential(json, exponential);
            }

            if (statistics.Shard is { } shard)
            {
                Shard(json, shard);
            }

            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Channel(Utf8JsonWriter json, in Norm.ML.ChannelStatistics channel, in ChannelMoments moments)
    {
        json.WriteStartObject();
        if (channel.Name is not null)
        {
            json.WriteString("name", channel.Name);
        }

        json.WriteNumber("count", moments.Count);
        json.WriteNumber("missing", moments.Missing);
        json.WriteNumber("infinite", moments.Infinite);
        Number(json, "weight", moments.Weight);
        Number(json, "min", moments.Min);
        Number(json, "max", moments.Max);
        Number(json, "mean", moments.MeanHigh);
        Number(json, "meanLow", moments.MeanLow);
        Number(json, "squaredDeviations", moments.SquaresHigh);
        Number(json, "squaredDeviationsLow", moments.SquaresLow);
        if (moments.Scale != ChannelScale.Normal)
        {
            json.WriteNumber("scale", moments.Scale);
        }

        Number(json, "standardDeviation", channel.StandardDeviation); // for reading only
        json.WriteEndObject();
    }

    private static void Exponential(Utf8JsonWriter json, ExponentialMoments exponential)
    {
        json.WriteStartObject("exponential");
        json.WriteString("convention", exponential.Rule.Convention.ToString());
        Number(json, "momentum", exponential.Rule.Momentum);
        json.WriteNumber("batches", exponential.BatchCount);
        Numbers(json, "mean", exponential.Mean);
        Numbers(json, "variance", exponential.Variance);
        json.WriteEndObject();
    }

    private static void Shard(Utf8JsonWriter json, ShardInfo shard)
    {
        json.WriteStartObject("shard");
        json.WriteNumber("index", shard.Index);
        json.WriteNumber("count", shard.Count);
        json.WriteString("sourceDigest", shard.SourceDigest);
        json.WriteEndObject();
    }

    private static void Numbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            Number(json, value);
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Number(json, value);
    }

    private static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
