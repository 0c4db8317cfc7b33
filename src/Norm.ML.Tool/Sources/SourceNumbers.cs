using System.Collections.Concurrent;
using Norm.ML.Inspection;
using Norm.ML.Internals.Passes;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Sources;

/// <summary>Columns of numbers of a source, passed over row by row in their order, in constant memory; several threads read ahead.</summary>
/// <param name="source">The source.</param>
/// <param name="fields">The columns, by position.</param>
internal sealed class SourceNumbers(RowSource source, IReadOnlyList<int> fields)
{
    /// <summary>Takes a row.</summary>
    /// <param name="row">Its numbers; a missing value is NaN.</param>
    /// <param name="line">Its line in a text, its number in a table, from 1; 0 where lines are not asked for.</param>
    public delegate void RowTaker(ReadOnlySpan<double> row, long line);

    public RowSource Source => source;

    public IReadOnlyList<int> Fields => fields;

    /// <summary>The columns' names.</summary>
    public string[] Names => [.. fields.Select(column => source.Columns[column])];

    /// <summary>The columns of text that are not among them.</summary>
    public IReadOnlyList<int> Texts { get; init; } = [];

    /// <summary>The columns among them that have no value in any row.</summary>
    public IReadOnlyList<int> Empty { get; init; } = [];

    /// <summary>What the user should know about the files and the columns that are not among them, a line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>
    /// What to say about a text in one of the columns, after the text itself; given the column's name and the option that reads it.
    /// </summary>
    public Func<string, string, string> Advice { get; init; } =
        (column, option) => $"is not a number; '--ignore {column}' leaves the column out{(option.Length > 0 ? $"; {option}" : "")}.";

    /// <summary>Chooses columns: all that hold numbers, and those that hold nothing, unless the user says otherwise.</summary>
    /// <exception cref="ToolException">A name is unknown, a named column holds no numbers, or no column is left.</exception>
    public static SourceNumbers Choose(Terminal terminal, RowSource source, ColumnChoice choice, CancellationToken cancellation)
    {
        (int[] chosen, bool named) = choice.Choose(source);
        int[] fields = [.. chosen.Where(field => source.KindOf(field) != ColumnKind.Text)];
        var candidates = new CandidateColumns(source, fields, [.. fields.Select(_ => named)]);
        if (fields.Length > 0 && !Reading.Show(terminal, $"Looking at {source.Name}", source.Length, _ => candidates.LookFromStart(cancellation)))
        {
            throw new ToolException(source.NoRows);
        }

        candidates.CheckNamed();
        if (candidates.Numbers.Length == 0)
        {
            throw choice.NothingLeft(source, candidates);
        }

        int[] kept = [.. Enumerable.Range(0, fields.Length).Where(i => candidates.Kinds[i] != ColumnKind.Text).Select(i => fields[i])];
        int[] texts = [.. chosen.Except(kept)];
        string left = CsvFile.Show([.. texts.Select(field => $"{source.Columns[field]} ({source.WhyText(field)})")]);
        return new SourceNumbers(source, kept)
        {
            Texts = texts,
            Empty = [.. Enumerable.Range(0, fields.Length).Where(i => candidates.Kinds[i] == ColumnKind.Empty).Select(i => fields[i])],
            Remarks = [.. texts.Length > 0 ? [$"{source.Name}: no numbers, and so not looked at: {left}."] : (string[])[], .. source.Remarks(texts)],
        };
    }

    /// <summary>The same columns of another source, by name.</summary>
    /// <exception cref="ToolException">One is missing.</exception>
    public SourceNumbers In(RowSource newer)
    {
        string[] missing = [.. Names.Where(name => newer.IndexOf(name) < 0).Select(Cell.Show)];
        return missing.Length > 0 ? throw newer.NoColumn(string.Join(", ", missing), $"which {source.Name} has")
            : new SourceNumbers(newer, [.. Names.Select(newer.IndexOf)]) { Remarks = [.. newer.Remarks([])] };
    }

    /// <summary>Passes over the source once.</summary>
    /// <exception cref="ToolException">A cell is not a number, or a file is broken.</exception>
    public void Read(Terminal terminal, string doing, CancellationToken cancellation, RowTaker take, bool lines = false) =>
        Reading.Show(terminal, $"{doing} {source.Name}", source.Length, progress =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var sinks = new ConcurrentBag<RowsSink>();
            long rows = 0;
            OrderedBlocks.Run(source, source.Read(ColumnNeeds.OfNumbers(fields), stop.Token), Environment.ProcessorCount, (block, stopped) =>
            {
                RowsSink sink = sinks.TryTake(out RowsSink? idle) ? idle : new RowsSink(this, lines);
                sink.Read(block, stopped);
                return sink;
            }, (block, sink) =>
            {
                for (int row = 0; row < block.Rows; row++)
                {
                    take(sink.Row(row), lines ? sink.Lines[row] : 0);
                }

                sinks.Add(sink);
                progress(block.Bytes, rows += block.Rows);
            }, stop, cancellation);
            return rows;
        });

    /// <summary>Passes over the source twice, for an inspection.</summary>
    /// <exception cref="ToolException">A cell is not a number, or a file is broken.</exception>
    public (DataInspection Inspection, RowSample Sample) Inspect(Terminal terminal, CancellationToken cancellation)
    {
        var scan = new DataScan(fields.Count, Names);
        Read(terminal, "Reading", cancellation, (row, _) => scan.Add(row));
        if (scan.Sample.RowCount == 0)
        {
            throw new ToolException(source.NoRows);
        }

        DataCheck check = scan.ToCheck();
        Read(terminal, "Counting", cancellation, (row, _) => check.Add(row));
        return (check.ToInspection(), scan.Sample);
    }

    /// <summary>The rows of a block.</summary>
    private sealed class RowsSink : INumberSink
    {
        private readonly SourceNumbers _numbers;
        private readonly NumberReader _reader;
        private readonly int _width;
        private double[] _values = [];
        private int _filled;

        public RowsSink(SourceNumbers numbers, bool lines)
        {
            (_numbers, _width) = (numbers, numbers.Fields.Count);
            _reader = numbers.Source.CreateReader(numbers.Fields, lines ? Lines : null);
        }

        public List<long> Lines { get; } = [];

        public ReadOnlySpan<double> Row(int row) => _values.AsSpan(row * _width, _width);

        public void Read(RowBlock block, CancellationToken cancellation)
        {
            _filled = 0;
            Lines.Clear();
            if (_values.Length < block.Rows * _width)
            {
                _values = GC.AllocateUninitializedArray<double>(block.Rows * _width);
            }

            if (_reader.Read(block, this, cancellation) is { } problem)
            {
                throw problem.Error;
            }
        }

        public bool TakesText(int column) => true;

        public RowProblem? Text(TextCell cell, int column, ReadOnlySpan<double> before)
        {
            string name = _numbers.Source.Columns[_numbers.Fields[column]];
            return new RowProblem(cell.Row, _numbers.Source.Problem(cell, name, $"{cell.Shown} {_numbers.Advice(name, cell.Advice)}"));
        }

        public void Rows(ReadOnlySpan<double> values)
        {
            values.CopyTo(_values.AsSpan(_filled));
            _filled += values.Length;
        }
    }
}
