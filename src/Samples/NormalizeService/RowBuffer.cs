using System.Buffers;
using System.Text.Json;

namespace Norm.ML.Samples;

/// <summary>The rows of one request: read from JSON, normalized in place, written as JSON. The memory is borrowed and given back.</summary>
sealed class RowBuffer : IDisposable
{
    float[] _values = ArrayPool<float>.Shared.Rent(256);
    int[] _ends = ArrayPool<int>.Shared.Rent(16);
    int _count, _rows;
    bool _single;

    /// <summary>Reads <c>[1, 2]</c> or <c>[[1, 2], [3, 4]]</c>.</summary>
    /// <exception cref="InvalidDataException">It is neither, or a row is not one of the model's; the message is for the caller.</exception>
    public void Read(in ReadOnlySequence<byte> json, int? length, MissingValues missing)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.StartArray, "The body is a row of numbers, [1, 2, 3], or an array of such rows.");
            reader.Read();
            _single = reader.TokenType != JsonTokenType.StartArray;
            if (_single)
            {
                ReadRow(ref reader, length, missing);
            }
            else
            {
                while (reader.TokenType != JsonTokenType.EndArray)
                {
                    Expect(reader.TokenType == JsonTokenType.StartArray, $"Row {_rows + 1} is not an array of numbers.");
                    Expect(_rows < ServiceOptions.MostRows, $"There are more than {ServiceOptions.MostRows} rows; send them in several requests.");
                    reader.Read();
                    ReadRow(ref reader, length, missing);
                    reader.Read();
                }
            }

            reader.Read();
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"The body is not JSON: {problem.Message}", problem);
        }
    }

    public Enumerator GetEnumerator() => new(this);

    /// <summary>Writes the shape that was read. What is not a finite number is null.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (!_single)
            writer.WriteStartArray();
        foreach (Span<float> row in this)
        {
            writer.WriteStartArray();
            foreach (float value in row)
            {
                if (float.IsFinite(value))
                    writer.WriteNumberValue(value);
                else
                    writer.WriteNullValue();
            }

            writer.WriteEndArray();
        }

        if (!_single)
            writer.WriteEndArray();
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_values);
        ArrayPool<int>.Shared.Return(_ends);
    }

    // From the token after the bracket to the closing bracket.
    void ReadRow(ref Utf8JsonReader reader, int? length, MissingValues missing)
    {
        int start = _count;
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            int element = _count - start + 1;
            Expect(length is null || element <= length, $"Row {_rows + 1} has more than {length} numbers, which is what the model takes.");
            float value = float.NaN;
            if (reader.TokenType == JsonTokenType.Number)
            {
                value = reader.GetSingle();
                Expect(float.IsFinite(value), $"Row {_rows + 1}, number {element} is beyond the range of a Single.");
            }
            else
            {
                Expect(reader.TokenType == JsonTokenType.Null, $"Row {_rows + 1}, number {element} is {(reader.TokenType is JsonTokenType.StartArray ? "an array" : reader.TokenType is JsonTokenType.String ? "a string" : "no number")}; accepted: a number or null.");
                Expect(missing == MissingValues.Keep, $"Row {_rows + 1}, number {element} is missing (null); this service was started without '--missing keep'.");
            }

            if (_count == _values.Length)
                Grow(ref _values, _count);
            _values[_count++] = value;
        }

        Expect(_count > start, $"Row {_rows + 1} has no numbers.");
        Expect(length is null || _count - start == length, $"Row {_rows + 1} has {_count - start} numbers; the model takes {length}.");
        if (_rows == _ends.Length)
            Grow(ref _ends, _rows);
        _ends[_rows++] = _count;
    }

    static void Expect(bool holds, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(holds))] ref ErrorMessageHandler complaint)
    {
        if (!holds)
            throw new InvalidDataException(complaint.ToString());
    }

    static void Expect(bool holds, string complaint)
    {
        if (!holds)
            throw new InvalidDataException(complaint);
    }

    static void Grow<T>(ref T[] array, int count)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(2 * count);
        array.AsSpan(0, count).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }

    /// <summary>Row after row.</summary>
    public struct Enumerator(RowBuffer buffer)
    {
        int _row = -1;

        public readonly Span<float> Current
        {
            get
            {
                int start = _row == 0 ? 0 : buffer._ends[_row - 1];
                return buffer._values.AsSpan(start, buffer._ends[_row] - start);
            }
        }

        public bool MoveNext() => ++_row < buffer._rows;
    }
}
