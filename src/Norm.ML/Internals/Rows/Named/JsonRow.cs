using System.Buffers;
using System.Numerics;
using System.Text.Json;

namespace Norm.ML.Internals.Rows.Named;

/// <summary>A row that is a JSON object.</summary>
internal readonly ref struct JsonRow(ReadOnlySpan<byte> utf8Json) : INamedRow
{
    private const int OnStack = 128;

    private readonly ReadOnlySpan<byte> _json = utf8Json;

    public void Read<T>(RowNames names, scoped Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<bool> seen = x.Length > OnStack ? new bool[x.Length] : stackalloc bool[OnStack];
        seen = seen[..x.Length];
        seen.Clear();
        // An escaped character has up to six bytes; a name with more bytes is none of the model's.
        int longest = names.LongestName;
        char[]? rented = longest > OnStack ? ArrayPool<char>.Shared.Rent(longest) : null;
        Span<char> text = rented is null ? stackalloc char[OnStack] : rented;
        try
        {
            var reader = new Utf8JsonReader(_json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new FormatException("The row is not a JSON object; accepted: {\"name\": number, ...}.");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                if (!TryFind(ref reader, names, text, out int place))
                {
                    reader.Skip();
                    continue;
                }

                if (seen[place])
                {
                    throw new FormatException(names.Twice(place));
                }

                seen[place] = true;
                reader.Read();
                x[place] = Number<T>(ref reader, names, place);
            }

            if (reader.Read())
            {
                throw new FormatException("Something follows the row's JSON object; accepted: one object.");
            }
        }
        catch (JsonException problem)
        {
            throw new FormatException($"The row is not JSON: {problem.Message}", problem);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }

        if (names.Absent(seen) is { } absent)
        {
            throw new FormatException(absent);
        }
    }

    private static bool TryFind(ref Utf8JsonReader reader, RowNames names, scoped Span<char> text, out int place)
    {
        int bytes = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        if (bytes <= text.Length)
        {
            return names.TryFind(text[..reader.CopyString(text)], out place);
        }

        place = -1;
        return bytes <= 6 * names.LongestName && names.TryFind(reader.GetString()!, out place);
    }

    // Rounded once.
    private static T Number<T>(ref Utf8JsonReader reader, RowNames names, int place)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return names.AllowMissing ? T.NaN : throw new FormatException(names.Missing(place));
            case JsonTokenType.Number:
                T value = typeof(T) == typeof(float) ? T.CreateTruncating(reader.GetSingle()) : T.CreateTruncating(reader.GetDouble());
                return T.IsFinite(value)
                    ? value : throw new FormatException($"'{names.Names[place]}' is beyond the range of a {typeof(T).Name}.");
            default:
                string found = reader.TokenType switch
                {
                    JsonTokenType.String => "a string",
                    JsonTokenType.StartArray => "an array",
                    JsonTokenType.StartObject => "an object",
                    _ => "true or false",
                };
                throw new FormatException($"'{names.Names[place]}' is {found}; accepted: a number{(names.AllowMissing ? " or null" : "")}.");
        }
    }
}
