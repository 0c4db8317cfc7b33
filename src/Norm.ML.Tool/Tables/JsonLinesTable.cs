using System.Text;
using System.Text.Json;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Tables;

/// <summary>
/// JSON lines: an object a line, whose names are the columns; plain, in gzip or zstd. A name that a line lacks, and null, are missing. Columns are
/// those of the first lines, and a column is what its first value there is.
/// </summary>
internal sealed class JsonLinesTable : TableFile
{
    private const int MostRowsInGroup = 1 << 13, MostBytesInGroup = 1 << 22, LongestLine = 1 << 24, SurveyRows = 1000, LongestShort = 128;

    private readonly DataInput _input;
    private readonly CellRules _rules;
    private readonly Dictionary<string, int> _places = [];

    /// <summary>Opens a file, and reads its first lines.</summary>
    /// <param name="input">The file; it stays open.</param>
    /// <param name="format">What stands for a missing value, where that is a text.</param>
    /// <exception cref="ToolException">A line is not an object, or it is cut off.</exception>
    public JsonLinesTable(DataInput input, TextFormat format)
        : base(input.Name)
    {
        (_input, _rules) = (input, new CellRules(format));
        List<TableColumn> columns = [];
        using var lines = new LineReader(_input);
        for (int row = 0; row < SurveyRows && lines.Next() is { } line; row++)
        {
            Survey(line.Span, row + 1, columns);
        }

        if (columns.Count == 0)
        {
            throw new ToolException($"{Path}: there are no objects with values in the first lines.");
        }

        Columns = columns;
    }

    public override IReadOnlyList<TableColumn> Columns { get; } = [];

    public override long? Rows => null;

    public override long Length => _input.Length ?? 0;

    public override IEnumerable<TableGroup> Read(long firstRow, ColumnNeeds needs, CancellationToken cancellation)
    {
        using var lines = new LineReader(_input);
        int[] numbers = [.. needs.Numbers.Distinct()], cells = [.. needs.Cells.Distinct()];
        int[] number = Inverse(numbers), cell = Inverse(cells);
        long row = 0;
        for (bool more = true; more;)
        {
            cancellation.ThrowIfCancellationRequested();
            long first = row, bytes = 0;
            var values = new double[numbers.Length][];
            var texts = new List<string?>[cells.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = new double[MostRowsInGroup];
                values[i].AsSpan().Fill(double.NaN);
            }

            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = [];
            }

            List<TableText> wrong = [];
            int rows = 0;
            while (rows < MostRowsInGroup && bytes < MostBytesInGroup)
            {
                if (lines.Next() is not { } line)
                {
                    more = false;
                    break;
                }

                if (row++ < firstRow)
                {
                    first = row;
                    continue;
                }

                Read(line.Span, row, rows, number, cell, values, texts, wrong);
                (rows, bytes) = (rows + 1, bytes + line.Length);
            }

            if (rows > 0)
            {
                int count = rows;
                yield return new ColumnGroup(first, rows, Enumerable.Range(0, numbers.Length).ToDictionary(i => numbers[i], i => values[i]),
                    Enumerable.Range(0, cells.Length).ToDictionary(i => cells[i], i => Type(cells[i], texts[i], count, first))).With(wrong);
            }
        }
    }

    private int[] Inverse(int[] columns) => [.. Columns.Select((_, i) => Array.IndexOf(columns, i))];

    private void Survey(ReadOnlySpan<byte> line, long row, List<TableColumn> columns) =>
        Each(line, row, (ref Utf8JsonReader json, string name, int place) =>
    {
        (ColumnKind kind, CellType type, string why) = json.TokenType switch
        {
            JsonTokenType.Number => (ColumnKind.Numbers, CellType.Number, ""),
            JsonTokenType.True or JsonTokenType.False => (ColumnKind.Numbers, CellType.Boolean, ""),
            JsonTokenType.Null => (ColumnKind.Empty, CellType.Text, ""),
            JsonTokenType.StartArray or JsonTokenType.StartObject => (ColumnKind.Text, CellType.Other, "nested"),
            _ when _rules.TryParse(Encoding.UTF8.GetBytes(json.GetString()!), out double value) =>
                double.IsNaN(value) ? (ColumnKind.Empty, CellType.Text, "") : (ColumnKind.Numbers, CellType.Number, ""),
            _ => (ColumnKind.Text, CellType.Text, $"text: {Cell.Show(json.GetString()!)} in row {row}"),
        };
        if (place < 0)
        {
            _places.Add(name, columns.Count);
            columns.Add(new TableColumn(name, kind, type, why));
        }
        else if (columns[place].Kind == ColumnKind.Empty)
        {
            columns[place] = new TableColumn(columns[place].Name, kind, type, why);
        }
    });

    private delegate void Member(ref Utf8JsonReader json, string name, int place);

    private void Read(
        ReadOnlySpan<byte> line, long row, int at, int[] number, int[] cell, double[][] values, List<string?>[] texts, List<TableText> wrong)
    {
        foreach (List<string?> text in texts)
        {
            text.Add(null);
        }

        Each(line, row, (ref Utf8JsonReader json, string name, int place) =>
        {
            if (place < 0)
            {
                throw new ToolException($"{Path}, row {row}: there is no column {Cell.Show(name)} in the first {SurveyRows} lines, where columns "
                    + "are found.");
            }

            if (number[place] >= 0 && !TryNumber(ref json, out values[number[place]][at], out string shown))
            {
                values[number[place]][at] = double.NaN;
                wrong.Add(new TableText(at, place, shown));
            }

            if (cell[place] >= 0)
            {
                texts[cell[place]][at] = json.TokenType switch
                {
                    JsonTokenType.Null or JsonTokenType.StartArray or JsonTokenType.StartObject => null,
                    JsonTokenType.String => json.GetString(),
                    _ => Encoding.UTF8.GetString(json.ValueSpan),
                };
            }
        });
    }

    // Numbers are read as those of CSV are, and numbers in quotes as such.
    private bool TryNumber(ref Utf8JsonReader json, out double value, out string shown)
    {
        (value, shown) = (double.NaN, "");
        switch (json.TokenType)
        {
            case JsonTokenType.Null: return true;
            case JsonTokenType.True or JsonTokenType.False:
                value = json.TokenType == JsonTokenType.True ? 1 : 0;
                return true;
            case JsonTokenType.Number:
                shown = Cell.Show(json.ValueSpan);
                return CellRules.Default.TryParse(json.ValueSpan, out value);
            case JsonTokenType.String:
                shown = Cell.Show(json.GetString()!);
                return _rules.TryParse(Encoding.UTF8.GetBytes(json.GetString()!), out value);
            default:
                shown = json.TokenType == JsonTokenType.StartArray ? "an array" : "an object";
                return false;
        }
    }

    private void Each(ReadOnlySpan<byte> line, long row, Member take)
    {
        var json = new Utf8JsonReader(line);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw new ToolException($"{Path}, row {row}: an object is needed, such as {{\"a\": 1.5}}.");
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                int place = Place(ref json);
                string name = place < 0 ? json.GetString()! : Columns.Count > place ? Columns[place].Name : "";
                json.Read();
                take(ref json, name, place);
                json.Skip();
            }

            json.Read();
        }
        catch (JsonException problem)
        {
            throw new ToolException($"{Path}, row {row}: this is not JSON: {OneLine.Of(problem).Split(" LineNumber:")[0]}", problem);
        }
        catch (InvalidOperationException problem) // a string that is not UTF-8, or half of a surrogate pair
        {
            throw new ToolException($"{Path}, row {row}: this is not JSON: a name or a text is not Unicode.", problem);
        }
    }

    private int Place(ref Utf8JsonReader json)
    {
        Span<char> name = stackalloc char[LongestShort];
        return json.ValueSpan.Length > LongestShort ? _places.GetValueOrDefault(json.GetString()!, -1)
            : _places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..json.CopyString(name)], out int place) ? place : -1;
    }

    private ColumnValues Type(int column, List<string?> texts, int rows, long first)
    {
        switch (Columns[column].Type)
        {
            case CellType.Boolean when texts.All(text => text is null or "true" or "false"):
                return new ColumnValues.Booleans([.. texts.Select(text => text is null ? (bool?)null : text == "true")]);
            case CellType.Number or CellType.Boolean:
                return new ColumnValues.Numbers([.. texts.Select((text, i) => text is null ? double.NaN
                    : _rules.TryParse(Encoding.UTF8.GetBytes(text), out double value) ? value
                    : throw new ToolException($"{Path}, row {first + i + 1}, column {Cell.Show(Columns[column].Name)}: {Cell.Show(text)} is not a "
                        + "number, as the column's first value is."))]);
            default:
                return new ColumnValues.Texts([.. texts]);
        }
    }

    /// <summary>Reads lines that are not blank.</summary>
    private sealed class LineReader(DataInput input) : IDisposable
    {
        private readonly Stream _stream = input.OpenAgain();
        private byte[] _bytes = new byte[1 << 16];
        private int _at, _end;
        private bool _ended;

        public ReadOnlyMemory<byte>? Next()
        {
            while (true)
            {
                int length = _bytes.AsSpan(_at, _end - _at).IndexOf((byte)'\n');
                if (length < 0 && !_ended)
                {
                    Fill();
                    continue;
                }

                ReadOnlyMemory<byte> line = _bytes.AsMemory(_at, length < 0 ? _end - _at : length);
                if (length < 0 && line.IsEmpty)
                {
                    return null;
                }

                _at += length < 0 ? line.Length : length + 1;
                line = line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
                if (!line.Span.Trim(" \t\r"u8).IsEmpty)
                {
                    return line;
                }
            }
        }

        public void Dispose() => _stream.Dispose();

        private void Fill()
        {
            if (_end - _at > LongestLine)
            {
                throw new ToolException($"{input.Name}: a line is longer than {LongestLine >> 20} MiB.");
            }

            if (_at > 0)
            {
                _bytes.AsSpan(_at, _end - _at).CopyTo(_bytes);
                (_at, _end) = (0, _end - _at);
            }

            if (_end == _bytes.Length)
            {
                Array.Resize(ref _bytes, 2 * _bytes.Length);
            }

            int got = InputFile.Try(input.Name, () => _stream.Read(_bytes.AsSpan(_end)));
            _ended = got == 0;
            if (_ended)
            {
                // Before a line that is cut off is read.
                input.CheckLength();
            }

            _end += got;
        }
    }
}
