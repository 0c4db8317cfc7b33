using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Norm.ML.Tool.Fitting;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The options of <c>fit</c> for data that is large, or on several machines.</summary>
internal sealed class FitScaleOptions
{
    private const double LongestInterval = 1e6;

    private readonly Option<(int Index, int Count)?> _shard = new("--shard")
    {
        Description = "Read only this shard of the data: 1/16 to 16/16. Each goes to a file with --stats; 'norm-ml merge' joins them.",
        HelpName = "K/N",
        CustomParser = ParseShard,
    };

    private readonly Option<ShardCut?> _cut = new("--cut")
    {
        Description = "How shards are cut. bytes: near equal bytes, at once; the result is within 1e-14 of one machine's. chunks: "
            + "between chunks of 512 rows, after counting lines; the bits are one machine's. Default: bytes for texts, chunks for matrices.",
        HelpName = "bytes|chunks",
        CustomParser = ParseCut,
    };

    /// <summary>Where the statistics go.</summary>
    public Option<string?> Statistics { get; } = new("--stats")
    {
        Description = "The statistics file to write, for 'norm-ml merge'.",
        HelpName = "FILE"
    };

    /// <summary>Where a stopped fit is kept.</summary>
    public Option<string?> Checkpoint { get; } = new("--checkpoint")
    {
        Description = "Keeps in this file how far the fit has come; the same command goes on there after a stop. It is deleted at the end.",
        HelpName = "FILE",
    };

    /// <summary>In seconds.</summary>
    public Option<double> CheckpointEvery { get; } = new("--checkpoint-every")
    {
        Description = "Seconds between two writings of the checkpoint.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    };

    /// <summary>Threads that read numbers.</summary>
    public Option<int> Workers { get; } = CreateWorkers();

    /// <summary>The option that says how many threads read.</summary>
    public static Option<int> CreateWorkers()
    {
        var workers = new Option<int>("--workers")
        {
            Description = "Threads that read numbers; the result does not depend on it. Default: one per processor.",
            HelpName = "N",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        workers.Validators.Add(result => Check(result, value => value is >= 1 and <= 1024, "--workers takes 1 to 1024."));
        return workers;
    }

    public void AddTo(Command command, Option output)
    {
        foreach (Option option in (Option[])[Statistics, _shard, _cut, Checkpoint, CheckpointEvery, Workers])
        {
            command.Add(option);
        }

        CheckpointEvery.Validators.Add(result => Check(result, value => value is >= 0 and <= LongestInterval,
            "--checkpoint-every takes 0 seconds or more."));
        command.Validators.Add(result =>
        {
            if (result.GetResult(_shard) is not null && result.GetResult(Statistics) is null)
            {
                result.AddError("--shard needs --stats: a shard alone makes no model.");
            }

            if (result.GetResult(_shard) is not null && result.GetResult(output) is not null)
            {
                result.AddError("--shard makes no model: --out belongs to 'norm-ml merge'.");
            }

            if (result.GetResult(_cut) is not null && result.GetResult(_shard) is null)
            {
                result.AddError("--cut needs --shard.");
            }
        });
    }

    public ShardChoice? ShardOf(ParseResult parsed) =>
        parsed.GetValue(_shard) is (int index, int count) ? new ShardChoice(index, count, parsed.GetValue(_cut)) : null;

    private static void Check(OptionResult result, Func<double, bool> accepted, string message)
    {
        if (!result.Tokens.All(token => double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && accepted(value)))
        {
            result.AddError(message);
        }
    }

    private static (int Index, int Count)? ParseShard(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string[] parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1 && number >= 1 && number <= count)
        {
            return (number - 1, count);
        }

        result.AddError($"Shard '{text}' is not K/N with K from 1 to N, such as 3/16.");
        return null;
    }

    private static ShardCut? ParseCut(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "bytes": return ShardCut.Bytes;
            case "chunks": return ShardCut.Chunks;
        }

        result.AddError($"Cut '{result.Tokens[0].Value}' is neither bytes nor chunks.");
        return null;
    }
}
