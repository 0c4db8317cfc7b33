using System.Text.Json;

namespace Norm.ML.Internals.Files;

/// <summary>Reads the JSON header of a safetensors file, trusting none of it.</summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, SafetensorsTensor> _tensors = [];
    private readonly Dictionary<string, string> _metadata = [];

    private SafetensorsHeader() { }

    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors => _tensors;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public static SafetensorsHeader Read(ReadOnlySpan<byte> json)
    {
        if (json[0] != '{')
        {
            throw new SafetensorsFormatException("its header does not begin with '{'.");
        }

        var header = new SafetensorsHeader();
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            header.ReadAll(ref reader);
            // Spaces may follow, and nothing else: Read throws.
            reader.Read();
        }
        catch (JsonException problem)
        {
            throw new SafetensorsFormatException($"its header is not valid JSON: {PlainMessage.Of(problem)}");
        }
        catch (InvalidOperationException problem) // a string that is not UTF-8, or half a surrogate pair
        {
            throw new SafetensorsFormatException($"its header holds a string that is not text: {problem.Message}");
        }
        return header;
    }

    private void ReadAll(ref Utf8JsonReader reader)
    {
        bool seen = false;
        while (Next(ref reader, JsonTokenType.EndObject))
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == MetadataKey)
            {
                if (seen)
                {
                    throw new SafetensorsFormatException($"'{MetadataKey}' comes twice.");
                }

                seen = true;
                ReadMetadata(ref reader);
                continue;
            }
            SafetensorsTensor tensor = SafetensorsEntry.Read(ref reader, name);
            if (!_tensors.TryAdd(name, tensor))
            {
                throw new SafetensorsFormatException($"tensor {SafetensorsFormatException.Show(name)} comes twice.");
            }
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"'{MetadataKey}'");
        while (Next(ref reader, JsonTokenType.EndObject))
        {
            string key = reader.GetString()!;
            reader.Read();
            Expect(ref reader, JsonTokenType.String, $"{SafetensorsFormatException.Show(key)} of '{MetadataKey}'");
            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw new SafetensorsFormatException($"{SafetensorsFormatException.Show(key)} of '{MetadataKey}' comes twice.");
            }
        }
    }

    /// <summary>Whether another element follows in an object or array.</summary>
    public static bool Next(ref Utf8JsonReader reader, JsonTokenType end) => reader.Read() && reader.TokenType != end;

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw new SafetensorsFormatException($"{what} is {reader.TokenType}, not {type}.");
        }
    }
}
