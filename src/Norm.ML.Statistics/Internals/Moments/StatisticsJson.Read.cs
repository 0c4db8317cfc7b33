using System.Text.Json;

namespace Norm.ML.Internals.Moments;

/// <summary>Statistics as JSON: the reader.</summary>
internal static partial class StatisticsJson
{
    public static RunningStatistics Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new StatisticsFormatException("it is not an object.");
        }

        if (!root.TryGetProperty("format", out JsonElement format) || format.ValueKind != JsonValueKind.String || !format.ValueEquals(Format))
        {
            throw new StatisticsFormatException($"its 'format' is not '{Format}'.");
        }

        long version = Integer(root, "version");
        if (version != Version)
        {
            throw new StatisticsFormatException($"it is of version {version}; this library reads version {Version}.");
        }

        long rows = Integer(root, "rows");
        JsonElement channels = Get(root, "channels", JsonValueKind.Array);
        int count = channels.GetArrayLength();
        if (count is < 1 or > StatisticsLimits.MaximumChannels)
        {
            throw new StatisticsFormatException($"it has {count} channels.");
        }

        MomentArrays planes = MomentArrays.Empty(count);
        planes.Rows = rows;
        var names = new List<string>();
        int next = 0;
        foreach (JsonElement channel in channels.EnumerateArray())
        {
            int c = next++;
            if (channel.ValueKind != JsonValueKind.Object)
            {
                throw new StatisticsFormatException($"channel {c} is not an object.");
            }

            if (channel.TryGetProperty("name", out _))
            {
                names.Add(Get(channel, "name", JsonValueKind.String).GetString()!);
            }

            planes[c] = Channel(channel);
            if (MomentRules.Violation(planes[c], rows) is { } reason)
            {
                throw new StatisticsFormatException($"channel {c} has {reason}.");
            }
        }
        return new(planes, Names(names, count), Exponential(root, count), Shard(root));
    }

    private static ChannelMoments Channel(JsonElement channel) => new()
    {
        Count = Integer(channel, "count"),
        Missing = Integer(channel, "missing"),
        Infinite = Integer(channel, "infinite"),
        Weight = Number(channel, "weight"),
        Min = Number(channel, "min"),
        Max = Number(channel, "max"),
        MeanHigh = Number(channel, "mean"),
        MeanLow = Number(channel, "meanLow"),
        SquaresHigh = Number(channel, "squaredDeviations"),
        SquaresLow = Number(channel, "squaredDeviationsLow"),
        Scale = channel.TryGetProperty("scale", out _) ? Int32(channel, "scale") : ChannelScale.Normal,
    };

    private static ChannelNames? Names(List<string> names, int channels)
    {
        if (names.Count == 0)
        {
            return null;
        }

        return ChannelNames.Problem(names, channels, "it") is { } problem ? throw new StatisticsFormatException(problem)
            : ChannelNames.Create(names, channels);
    }

    private static ExponentialMoments? Exponential(JsonElement root, int channels)
    {
        if (!root.TryGetProperty("exponential", out _))
        {
            return null;
        }

        JsonElement value = Get(root, "exponential", JsonValueKind.Object);
        string convention = Get(value, "convention", JsonValueKind.String).GetString()!;
        if (!Enum.TryParse(convention, out MomentumConvention known) || known.ToString() != convention)
        {
            throw new StatisticsFormatException($"it names the momentum convention '{convention}', which is not known.");
        }

        return MomentRules.Exponential(
            (int)known, Number(value, "momentum"), Integer(value, "batches"), Numbers(value, "mean", channels), Numbers(value, "variance", channels));
    }

    private static ShardInfo? Shard(JsonElement root)
    {
        if (!root.TryGetProperty("shard", out _))
        {
            return null;
        }

        JsonElement value = Get(root, "shard", JsonValueKind.Object);
        return MomentRules.Shard(Int32(value, "index"), Int32(value, "count"), Get(value, "sourceDigest", JsonValueKind.String).GetString()!);
    }

    private static JsonElement Get(JsonElement element, string name, JsonValueKind kind) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind ? value
            : throw new StatisticsFormatException($"'{name}' is missing or no {kind}.");

    private static long Integer(JsonElement element, string name) =>
        Get(element, name, JsonValueKind.Number).TryGetInt64(out long value) ? value
            : throw new StatisticsFormatException($"'{name}' is not a whole number.");

    private static int Int32(JsonElement element, string name) =>
        Get(element, name, JsonValueKind.Number).TryGetInt32(out int value) ? value
            : throw new StatisticsFormatException($"'{name}' is not a small whole number.");

    private static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? Double(value, name) : throw new StatisticsFormatException($"'{name}' is missing.");

    private static double[] Numbers(JsonElement element, string name, int count)
    {
        JsonElement array = Get(element, name, JsonValueKind.Array);
        if (array.GetArrayLength() != count)
        {
            throw new StatisticsFormatException($"'{name}' has {array.GetArrayLength()} numbers for {count} channels.");
        }

        return [.. array.EnumerateArray().Select(v => Double(v, name))];
    }

    private static double Double(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number))
        {
            return number;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            switch (value.GetString())
            {
                case "NaN": return double.NaN;
                case "Infinity": return double.PositiveInfinity;
                case "-Infinity": return double.NegativeInfinity;
            }
        }
        throw new StatisticsFormatException($"'{name}' is not a number.");
    }
}
