using System.Diagnostics;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Database;

/// <summary>Says how far a fit in a database has come: now and then, and whenever a connection was lost.</summary>
internal sealed class StatementProgress(Terminal terminal, int columns) : IProgress<SqlFitProgress>
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public void Report(SqlFitProgress value)
    {
        string what = $"round {value.Round} of 2 over columns {value.FirstColumn + 1} to {value.FirstColumn + value.ColumnCount} of {columns}";
        if (value.Attempt > 0)
        {
            terminal.Say($"The connection was lost; {what} is sent again.");
        }
        else if (_watch.Elapsed >= BetweenLines)
        {
            terminal.Say($"Fitting: {what}.");
        }
        else
        {
            return;
        }

        _watch.Restart();
    }
}
