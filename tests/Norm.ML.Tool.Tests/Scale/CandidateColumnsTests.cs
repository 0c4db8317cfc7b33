using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Scale;

/// <summary>Blocks are summed before it is known what the blocks ahead of them have shown.</summary>
public sealed class CandidateColumnsTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void A_text_behind_a_number_of_an_earlier_block_is_an_error()
    {
        using RowSource source = Source();
        var candidates = new CandidateColumns(source, [0, 1], [false, false]);
        candidates.Decide(Sum(new FirstValue(true, null), default));
        Assert.False(candidates.AllDecided);
        candidates.Decide(Sum(new FirstValue(true, null), new FirstValue(true, null)));
        Assert.True(candidates.AllDecided);
        string message = Assert.Throws<ToolException>(
            () => candidates.Decide(Sum(default, new FirstValue(false, new TextCell(4, 0, 9, "'oops'"))))).Message;
        Assert.Contains("data.csv, line 9, column 'b': 'oops' is not a number; '--ignore b'", message);
    }

    [Fact]
    public void The_first_problem_of_a_block_wins()
    {
        using RowSource source = Source();
        var candidates = new CandidateColumns(source, [0, 1], [false, false], [ColumnKind.Numbers, ColumnKind.Empty]);
        var other = new RowProblem(4, new ToolException("other"));
        var text = new FirstValue(false, new TextCell(5, 0, 6, "'x'"));
        Assert.Equal("other", Assert.Throws<ToolException>(() => candidates.Decide(new BlockSum(null, [text, default], other))).Message);
        text = new FirstValue(false, new TextCell(3, 0, 4, "'x'"));
        Assert.Contains("line 4", Assert.Throws<ToolException>(() => candidates.Decide(new BlockSum(null, [text, default], other))).Message);
    }

    [Fact]
    public void A_column_of_text_stays_one()
    {
        using RowSource source = Source();
        var candidates = new CandidateColumns(source, [0, 1], [false, false]);
        candidates.Decide(Sum(new FirstValue(true, null), new FirstValue(false, new TextCell(0, 0, 2, "'x'"))));
        candidates.Decide(Sum(default, new FirstValue(true, null)));
        Assert.Equal([0], candidates.Numbers);
    }

    public void Dispose() => _place.Dispose();

    private static BlockSum Sum(params FirstValue[] values) => new(RunningStatistics.Empty(2), values, null);

    private RowSource Source() => _place.Source("data.csv", "a,b\n1,2\n");
}
