using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Fitting;

/// <summary>Sums blocks, one at a time: on each thread one.</summary>
internal sealed class BlockSummer : INumberSink
{
    private readonly RowSource _source;
    private readonly CandidateColumns _candidates;
    private readonly StatisticsAccumulator _statistics;
    private readonly NumberReader _reader;
    private readonly FirstValue[] _first;
    private bool _decided;

    public BlockSummer(RowSource source, CandidateColumns candidates)
    {
        (_source, _candidates) = (source, candidates);
        _statistics = new StatisticsAccumulator(candidates.Fields.Count, NonFinitePolicy.Ignore, candidates.Names);
        _reader = source.CreateReader(candidates.Fields);
        _first = new FirstValue[candidates.Fields.Count];
    }

    /// <summary>Sums a block. What is wrong with its rows is in the result.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public BlockSum Sum(RowBlock block, CancellationToken cancellation)
    {
        _statistics.Reset();
        Array.Clear(_first);
        _decided = _candidates.AllDecided;
        RowProblem? problem = _reader.Read(block, this, cancellation);
        return new BlockSum(problem is null ? _statistics.ToStatistics() : null, _decided ? [] : [.. _first], problem);
    }

    public bool TakesText(int column) => _candidates.Kinds[column] != ColumnKind.Text && _first[column].Text is null;

    public RowProblem? Text(TextCell cell, int column, ReadOnlySpan<double> before)
    {
        if (_decided || _first[column].Number || HasNumber(before, column))
        {
            return new RowProblem(cell.Row, CandidateColumns.NotANumber(_source, cell, _candidates.Names[column]));
        }

        _first[column] = new FirstValue(false, cell);
        return null;
    }

    public void Rows(ReadOnlySpan<double> values)
    {
        if (!_decided)
        {
            for (int i = 0; i < _first.Length; i++)
            {
                if (!_first[i].Number && _first[i].Text is null && HasNumber(values, i))
                {
                    _first[i] = new FirstValue(true, null);
                }
            }
        }

        _statistics.Add(values);
    }

    private bool HasNumber(ReadOnlySpan<double> rows, int column)
    {
        for (int at = column; at < rows.Length; at += _first.Length)
        {
            if (!double.IsNaN(rows[at]))
            {
                return true;
            }
        }

        return false;
    }
}
