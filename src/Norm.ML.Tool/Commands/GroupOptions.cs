using System.CommandLine;
using System.Globalization;
using Norm.ML.Tool.Models;

namespace Norm.ML.Tool.Commands;

/// <summary>The options for statistics per key.</summary>
internal sealed class GroupOptions
{
    private static readonly IReadOnlyDictionary<string, UnseenKeys> Ways = new Dictionary<string, UnseenKeys>
    {
        ["error"] = UnseenKeys.Error,
        ["all"] = UnseenKeys.AllRows,
        ["missing"] = UnseenKeys.Missing,
    };

    private readonly Option<string?> _unseen = new("--unseen")
    {
        Description = "With --group: what the model does with a row whose key was not seen, or is missing. error (default): an error that names the "
            + "key; all: the statistics of all rows; missing: NaN.",
        HelpName = "WAY",
    };

    private readonly Option<int?> _most = new("--max-groups")
    {
        Description = $"With --group: the most keys; one more is an error. Default: {GroupedStatisticsAccumulator.DefaultMaximumGroups}.",
        HelpName = "N",
    };

    /// <summary>The column of the keys.</summary>
    public Option<string?> Column { get; } = new("--group")
    {
        Description = "The column whose value, such as a tenant or a sensor, says which statistics a row belongs to: each of its values has "
            + "statistics of its own. Texts, integers or booleans; an empty cell is a missing key.",
        HelpName = "COLUMN",
    };

    /// <summary>All options for statistics per key.</summary>
    public IReadOnlyList<Option> All => [Column, _unseen, _most];

    /// <summary>Adds them to a command that writes models.</summary>
    /// <param name="command">The command.</param>
    /// <param name="norm">Its norm.</param>
    /// <param name="output">Where it writes the model.</param>
    /// <param name="reads">Whether it counts keys.</param>
    public void AddTo(Command command, NormOptions norm, Option<string?> output, bool reads)
    {
        _unseen.AcceptOnlyFromAmong([.. Ways.Keys]);
        foreach (Option option in reads ? All : [Column, _unseen])
        {
            command.Add(option);
        }

        _most.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && !(int.TryParse(only.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int most)
                && most >= 1))
            {
                result.AddError($"--max-groups takes 1 or more, not '{only.Value}'.");
            }
        });
        Column.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("--group names no column.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(Column) is null)
            {
                if (All.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } lonely)
                {
                    result.AddError($"{lonely.Name} goes with --group.");
                }
            }
            else if (result.GetResult(norm.Norm)?.Tokens is [{ Value: not "batch" and var other }])
            {
                result.AddError($"--group is for --norm batch; {other} learns no statistics.");
            }
            else if (result.GetResult(_unseen) is { Implicit: false } && result.GetResult(output) is null && !reads)
            {
                result.AddError("--unseen is said in the model; --out names it.");
            }
        });
    }

    /// <summary>What was asked for; null for one set of statistics.</summary>
    public GroupChoice? Of(ParseResult parsed) => parsed.GetValue(Column) is { } column
        ? new GroupChoice(column, Ways[parsed.GetValue(_unseen) ?? "error"],
            parsed.GetResult(_most) is null ? GroupedStatisticsAccumulator.DefaultMaximumGroups : parsed.GetValue(_most)!.Value)
        : null;
}
