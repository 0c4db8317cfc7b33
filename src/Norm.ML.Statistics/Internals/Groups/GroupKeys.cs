using System.Collections.Concurrent;
using System.Text;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Groups;

/// <summary>The keys that were met, each with a number; numbers ascend from 0 as keys come. For many threads.</summary>
internal sealed class GroupKeys
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly List<string> _keys = [];

    public GroupKeys() => _bySpan = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The number of a key, which is a new one for a new key; -1 for an empty key, which is a missing one.</summary>
    /// <exception cref="ArgumentException">No file can hold the key.</exception>
    public int NumberOf(ReadOnlySpan<char> key)
    {
        if (key.IsEmpty)
        {
            return -1;
        }

        if (_bySpan.TryGetValue(key, out int number))
        {
            return number;
        }

        Check(key);
        lock (_keys)
        {
            if (!_bySpan.TryGetValue(key, out number))
            {
                number = _keys.Count;
                string text = key.ToString();
                _keys.Add(text);
                _numbers[text] = number;
            }
        }
        return number;
    }

    /// <summary>The number of a key that was met; -1 otherwise.</summary>
    public int Find(ReadOnlySpan<char> key) => _bySpan.TryGetValue(key, out int number) ? number : -1;

    /// <summary>The key of a number.</summary>
    public string this[int number]
    {
        get
        {
            lock (_keys)
            {
                return _keys[number];
            }
        }
    }

    /// <summary>Refuses what no file can hold.</summary>
    /// <exception cref="ArgumentException">The key is too long, or has half of a surrogate pair.</exception>
    public static void Check(ReadOnlySpan<char> key)
    {
        // Half of a surrogate pair is no text; a byte count of it would be one of a replacement.
        if (!StatisticsLimits.IsText(key))
        {
            throw new ArgumentException("A key holds half of a surrogate pair, which no file can hold.", nameof(key));
        }

        if (Encoding.UTF8.GetByteCount(key) is var bytes and > StatisticsLimits.MaximumNameBytes)
        {
            throw new ArgumentException($"A key has {bytes} bytes of UTF-8; at most {StatisticsLimits.MaximumNameBytes} are accepted.", nameof(key));
        }
    }

    /// <summary>A key for a message: on one line, and not too long.</summary>
    public static string Show(ReadOnlySpan<char> key)
    {
        const int longest = 60;
        var shown = new StringBuilder("'");
        foreach (char character in key[..Math.Min(key.Length, longest)])
        {
            shown.Append(char.IsControl(character) ? ' ' : character);
        }

        return shown.Append(key.Length > longest ? "...'" : "'").ToString();
    }
}
