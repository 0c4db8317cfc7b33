using System.Text.Json;

namespace Norm.ML.Internals.Files;

/// <summary>Reads what a header says of one tensor: <c>{"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}</c>.</summary>
internal static class SafetensorsEntry
{
    public static SafetensorsTensor Read(ref Utf8JsonReader reader, string name)
    {
        string tensor = $"tensor {SafetensorsFormatException.Show(name)}";
        SafetensorsHeader.Expect(ref reader, JsonTokenType.StartObject, tensor);
        SafetensorsType? type = null;
        List<long>? shape = null, offsets = null;
        while (SafetensorsHeader.Next(ref reader, JsonTokenType.EndObject))
        {
            string key = reader.GetString()!;
            reader.Read();
            bool twice = key switch
            {
                "dtype" => type is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => throw new SafetensorsFormatException($"{tensor} has {SafetensorsFormatException.Show(key)}, which is not known."),
            };
            if (twice) throw new SafetensorsFormatException($"{tensor} has '{key}' twice.");
            if (key == "dtype") type = ReadType(ref reader, tensor);
            else if (key == "shape") shape = ReadIntegers(ref reader, tensor, key);
            else offsets = ReadIntegers(ref reader, tensor, key);
        }
        if (type is null || shape is null || offsets is null)
            throw new SafetensorsFormatException($"{tensor} has no '{(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}'.");
        if (offsets.Count != 2) throw new SafetensorsFormatException($"{tensor} has {offsets.Count} data offsets, not 2.");
        Check(tensor, type.Value, shape, offsets[0], offsets[1]);
        return new(name, type.Value, [.. shape], offsets[0], offsets[1]);
    }

    private static void Check(string tensor, SafetensorsType type, List<long> shape, long begin, long end)
    {
        if (end < begin) throw new SafetensorsFormatException($"{tensor} begins at byte {begin} and ends at byte {end}.");
        long bytes = SafetensorsTypes.SizeOf(type);
        foreach (long dimension in shape)
        {
            if (Math.BigMul(bytes, dimension, out bytes) != 0 || bytes < 0)
                throw new SafetensorsFormatException($"{tensor} of shape [{Show(shape)}] has more bytes than any file, {long.MaxValue}.");
        }
        if (end - begin != bytes)
        {
            throw new SafetensorsFormatException(
                $"{tensor}, {type} [{Show(shape)}], takes {bytes} bytes, but its data offsets, {begin} to {end}, hold {end - begin}.");
        }
    }

    private static SafetensorsType ReadType(ref Utf8JsonReader reader, string tensor)
    {
        SafetensorsHeader.Expect(ref reader, JsonTokenType.String, $"the dtype of {tensor}");
        string name = reader.GetString()!;
        // Parsing alone would take numbers and lists, too.
        return Enum.TryParse(name, out SafetensorsType type) && type.ToString() == name ? type
            : throw new SafetensorsFormatException($"{tensor} has dtype {SafetensorsFormatException.Show(name)}, which is not known.");
    }

    private static List<long> ReadIntegers(ref Utf8JsonReader reader, string tensor, string key)
    {
        SafetensorsHeader.Expect(ref reader, JsonTokenType.StartArray, $"'{key}' of {tensor}");
        var values = new List<long>();
        while (SafetensorsHeader.Next(ref reader, JsonTokenType.EndArray))
        {
            SafetensorsHeader.Expect(ref reader, JsonTokenType.Number, $"an element of '{key}' of {tensor}");
            if (!reader.TryGetInt64(out long value) || value < 0)
                throw new SafetensorsFormatException($"an element of '{key}' of {tensor} is not a whole number from 0 to {long.MaxValue}.");
            values.Add(value);
        }
        return values;
    }

    private static string Show(List<long> shape) => string.Join(", ", shape.Take(8)) + (shape.Count > 8 ? ", ..." : "");
}
