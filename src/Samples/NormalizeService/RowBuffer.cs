using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Norm.ML.Samples;

/// <summary>The rows of one request: read from JSON, normalized in place, written as JSON.</summary>
internal interface IRowBuffer : IDisposable
{
    /// <summary>Reads <c>[1, 2]</c> or <c>[[1, 2], [3, 4]]</c>.</summary>
    /// <exception cref="InvalidDataException">It is neither, or a row is not one of the model's; the message is for the caller.</exception>
    void Read(in ReadOnlySequence<byte> json, int? length, MissingValues missing);

    /// <summary>Normalizes each row.</summary>
    void Normalize();

    /// <summary>Writes the shape that was read. What is not a finite number is null.</summary>
    void Write(Utf8JsonWriter writer);
}

/// <summary>Normalizes a row in place.</summary>
internal delegate void RowNormalization<T>(Span<T> row);

/// <summary>Rows of one type of numbers. The memory is borrowed and given back.</summary>
/// <param name="normalize">The model's norms.</param>
/// <param name="isSingle">Whether the model gives Single: results are rounded to it.</param>
internal sealed class RowBuffer<T>(RowNormalization<T> normalize, bool isSingle) : IRowBuffer
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] _values = ArrayPool<T>.Shared.Rent(256);
    private int[] _ends = ArrayPool<int>.Shared.Rent(16);
    private int _count, _rows;
    private bool _single;

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

    // In place, in the buffer that the numbers were read into.
    public void Normalize()
    {
        foreach (Span<T> row in this)
        {
            normalize(row);
        }
    }

    public Enumerator GetEnumerator() => new(this);

    public void Write(Utf8JsonWriter writer)
    {
        if (!_single)
        {
            writer.WriteStartArray();
        }

        foreach (Span<T> row in this)
        {
            writer.WriteStartArray();
            foreach (T value in row)
            {
                WriteNumber(writer, value);
            }

            writer.WriteEndArray();
        }

        if (!_single)
        {
            writer.WriteEndArray();
        }
    }

    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(_values);
        ArrayPool<int>.Shared.Return(_ends);
    }

    // From the token after the bracket to the closing bracket.
    private void ReadRow(ref Utf8JsonReader reader, int? length, MissingValues missing)
    {
        int start = _count;
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            int element = _count - start + 1;
            Expect(length is null || element <= length, $"Row {_rows + 1} has more than {length} numbers, which is what the model takes.");
            T value = T.NaN;
            if (reader.TokenType == JsonTokenType.Number)
            {
                value = Number(ref reader);
                Expect(T.IsFinite(value), $"Row {_rows + 1}, number {element} is beyond the range of a {typeof(T).Name}.");
            }
            else
            {
                string found = reader.TokenType switch
                {
                    JsonTokenType.StartArray => "an array",
                    JsonTokenType.String => "a string",
                    _ => "not a number",
                };
                Expect(reader.TokenType == JsonTokenType.Null, $"Row {_rows + 1}, number {element} is {found}; accepted: a number or null.");
                Expect(missing == MissingValues.Keep,
                    $"Row {_rows + 1}, number {element} is missing (null); this service was started without '--missing keep'.");
            }

            if (_count == _values.Length)
            {
                Grow(ref _values, _count);
            }

            _values[_count++] = value;
        }

        Expect(_count > start, $"Row {_rows + 1} has no numbers.");
        Expect(length is null || _count - start == length, $"Row {_rows + 1} has {_count - start} numbers; the model takes {length}.");
        if (_rows == _ends.Length)
        {
            Grow(ref _ends, _rows);
        }

        _ends[_rows++] = _count;
    }

    // Rounded once.
    private static T Number(ref Utf8JsonReader reader) =>
        typeof(T) == typeof(float) ? T.CreateChecked(reader.GetSingle()) : T.CreateChecked(reader.GetDouble());

    private void WriteNumber(Utf8JsonWriter writer, T value)
    {
        float single = float.CreateTruncating(value);
        if (!T.IsFinite(value) || (isSingle && !float.IsFinite(single)))
        {
            writer.WriteNullValue();
        }
        else if (isSingle)
        {
            writer.WriteNumberValue(single);
        }
        else
        {
            writer.WriteNumberValue(double.CreateTruncating(value));
        }
    }

    private static void Expect(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref ErrorMessageHandler message)
    {
        if (!holds)
        {
            throw new InvalidDataException(message.ToString());
        }
    }

    private static void Expect(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidDataException(message);
        }
    }

    private static void Grow<TItem>(ref TItem[] array, int count)
    {
        TItem[] larger = ArrayPool<TItem>.Shared.Rent(2 * count);
        array.AsSpan(0, count).CopyTo(larger);
        ArrayPool<TItem>.Shared.Return(array);
        array = larger;
    }

    /// <summary>Row after row.</summary>
    public struct Enumerator(RowBuffer<T> buffer)
    {
        private int _row = -1;

        public readonly Span<T> Current
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
