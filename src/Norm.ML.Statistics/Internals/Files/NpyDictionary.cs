using System.Globalization;

namespace Norm.ML.Internals.Files;

/// <summary>The dictionary in a .npy header: Python's literals of a text, True or False, and a tuple of whole numbers, and nothing else.</summary>
internal sealed class NpyDictionary
{
    private static readonly string[] Keys = ["descr", "fortran_order", "shape"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly string _text;
    private int _at;

    public NpyDictionary(string text)
    {
        _text = text;
        Expect('{');
        while (!Take('}'))
        {
            string key = Literal();
            Expect(':');
            Spaces();
            int start = _at;
            SkipValue();
            if (!Keys.Contains(key))
            {
                throw new NpyFormatException($"its header has the unknown key '{key}'.");
            }

            if (!_values.TryAdd(key, _text[start.._at].Trim()))
            {
                throw new NpyFormatException($"its header has the key '{key}' twice.");
            }

            if (Take(','))
            {
                continue;
            }

            Expect('}');
            break;
        }
        Spaces();
        if (_at < _text.Length)
        {
            throw new NpyFormatException("something follows the dictionary in its header.");
        }

        foreach (string key in Keys)
        {
            if (!_values.ContainsKey(key))
            {
                throw new NpyFormatException($"its header has no '{key}'.");
            }
        }
    }

    public string Text(string key)
    {
        string value = _values[key];
        return value.Length >= 2 && value[0] is '\'' or '"' && value[^1] == value[0]
            ? value[1..^1]
            : throw new NpyFormatException($"'{key}' is {Short(value)}; a simple element type is needed.");
    }

    public bool Boolean(string key) => _values[key] switch
    {
        "True" => true,
        "False" => false,
        string other => throw new NpyFormatException($"'{key}' is {Short(other)}, neither True nor False."),
    };

    public long[] Shape(string key)
    {
        string value = _values[key];
        if (value.Length < 2 || value[0] != '(' || value[^1] != ')')
        {
            throw new NpyFormatException($"'{key}' is {Short(value)}, no tuple.");
        }

        string[] numbers = value[1..^1].Split(',', StringSplitOptions.TrimEntries);
        if (numbers is [.., ""])
        {
            numbers = numbers[..^1];
        }

        return Array.ConvertAll(numbers, number =>
            long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size
                : throw new NpyFormatException($"'{key}' is {Short(value)}, no tuple of sizes."));
    }

    private static string Short(string value) => value.Length > 60 ? value[..60] + "..." : value;

    private void SkipValue()
    {
        for (int depth = 0; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c is '\'' or '"')
            {
                Literal();
                _at--;
            }
            else if (c is '(' or '[' or '{')
            {
                depth++;
            }
            else if (depth > 0 && c is ')' or ']' or '}')
            {
                depth--;
            }
            else if (depth == 0 && c is ',' or '}')
            {
                return;
            }
        }
        throw new NpyFormatException("the dictionary in its header does not end.");
    }

    private string Literal()
    {
        Spaces();
        char quote = _at < _text.Length ? _text[_at] : ' ';
        int end = quote is '\'' or '"' ? _text.IndexOf(quote, _at + 1) : -1;
        if (end < 0)
        {
            throw new NpyFormatException($"a text is missing at character {_at} of its header.");
        }

        string literal = _text[(_at + 1)..end];
        _at = end + 1;
        return literal;
    }

    private bool Take(char c)
    {
        Spaces();
        if (_at >= _text.Length || _text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Take(c))
        {
            throw new NpyFormatException($"'{c}' is missing at character {_at} of its header.");
        }
    }

    private void Spaces()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\t')
        {
            _at++;
        }
    }
}
