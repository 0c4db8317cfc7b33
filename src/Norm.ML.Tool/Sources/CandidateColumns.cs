using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Fitting;

namespace Norm.ML.Tool.Sources;

/// <summary>
/// The columns that may be fitted, and what is known of them: a column is what its first value is, in the order of the rows. Blocks are summed out of
/// order, and decided in order.
/// </summary>
internal sealed class CandidateColumns
{
    private readonly RowSource _source;
    private readonly ColumnKind[] _kinds;
    private readonly bool[] _named;
    private volatile bool _decided;

    /// <summary>Starts with columns of which nothing is decided, unless <paramref name="kinds"/> says so.</summary>
    /// <param name="source">The source.</param>
    /// <param name="fields">The columns, by their position in <see cref="RowSource.Columns"/>.</param>
    /// <param name="named">Whether the user named each: it has to hold numbers then.</param>
    /// <param name="kinds">What is known of them already; null for nothing.</param>
    public CandidateColumns(RowSource source, IReadOnlyList<int> fields, bool[] named, ColumnKind[]? kinds = null)
    {
        _source = source;
        _named = named;
        Fields = fields;
        Names = [.. fields.Select(field => source.Columns[field])];
        _kinds = kinds ?? [.. fields.Select(source.KindOf)];
        _decided = !_kinds.Contains(ColumnKind.Empty);
    }

    public IReadOnlyList<int> Fields { get; }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<ColumnKind> Kinds => _kinds;

    /// <summary>Whether the user named a candidate.</summary>
    public bool IsNamed(int candidate) => _named[candidate];

    /// <summary>Whether every column has shown a value.</summary>
    public bool AllDecided => _decided;

    /// <summary>The positions among the candidates of those that hold numbers.</summary>
    public int[] Numbers => [.. Enumerable.Range(0, _kinds.Length).Where(i => _kinds[i] == ColumnKind.Numbers)];

    /// <summary>Whether a column may hold numbers still.</summary>
    public bool AnyLeft => _kinds.Any(kind => kind != ColumnKind.Text);

    /// <summary>Takes in what the undecided columns of the next block have shown, and throws the block's first problem.</summary>
    /// <exception cref="Exception">The problem.</exception>
    public void Decide(BlockSum sum)
    {
        RowProblem? first = sum.Problem;
        for (int i = 0; i < sum.Undecided.Length; i++)
        {
            FirstValue value = sum.Undecided[i];
            if (value.Text is { } text && _kinds[i] != ColumnKind.Text && (first is null || text.Row <= first.Row))
            {
                if (_kinds[i] == ColumnKind.Numbers)
                {
                    first = new RowProblem(text.Row, NotANumber(_source, text, Names[i]));
                }
                else if (_named[i])
                {
                    first = new RowProblem(text.Row,
                        _source.Problem(text, Names[i], $"{text.Shown} is not a number, so --columns cannot name this column."));
                }
            }

            if (_kinds[i] == ColumnKind.Empty)
            {
                _kinds[i] = value.Text is not null ? ColumnKind.Text : value.Number ? ColumnKind.Numbers : ColumnKind.Empty;
            }
        }

        if (first is not null)
        {
            throw first.Error;
        }

        if (!_decided && !_kinds.Contains(ColumnKind.Empty))
        {
            _decided = true;
        }
    }

    /// <summary>Reads from the start of the source until every column has shown a value: one block, unless values are missing.</summary>
    /// <returns>Whether there are rows.</returns>
    public bool LookFromStart(CancellationToken cancellation)
    {
        var summer = new BlockSummer(_source, this);
        bool any = false;
        foreach (RowBlock block in _source.Read(ColumnNeeds.OfNumbers(Fields), cancellation))
        {
            any = true;
            Decide(summer.Sum(block, cancellation));
            _source.Release(block);
            if (AllDecided || !AnyLeft)
            {
                break;
            }
        }

        return any;
    }

    /// <summary>A text in a column of numbers.</summary>
    public static ToolException NotANumber(RowSource source, TextCell cell, string column) =>
        source.Problem(cell, column,
        $"{cell.Shown} is not a number; '--ignore {column}' leaves the column as it is{(cell.Advice.Length > 0 ? $", and {cell.Advice}" : "")}.");

    /// <summary>Refuses named columns without a value.</summary>
    public void CheckNamed()
    {
        for (int i = 0; i < _kinds.Length; i++)
        {
            if (_named[i] && _kinds[i] == ColumnKind.Empty)
            {
                throw new ToolException($"{_source.Name}, column {Cell.Show(Names[i])}: there is no value in any row, only missing ones.");
            }
        }
    }
}
