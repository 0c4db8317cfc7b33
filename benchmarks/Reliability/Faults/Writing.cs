namespace Norm.ML.Reliability.Faults;

/// <summary>Something that the tool writes.</summary>
/// <param name="Name">For the tables.</param>
/// <param name="Arguments">The command line.</param>
/// <param name="Outputs">The files that appear.</param>
internal sealed record Writing(string Name, string[] Arguments, string[] Outputs)
{
    /// <summary>How many of 100 kills it gets.</summary>
    public int Share { get; init; } = 7;

    /// <summary>Another command line that writes the same files with other contents: what is there before. Empty where nothing is.</summary>
    public string[] Older { get; init; } = [];

    /// <summary>A file that keeps how far it came, and is gone at the end; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What the tool writes.</summary>
    public static IReadOnlyList<Writing> All { get; } =
    [
        new("fit, a model and statistics", Fit("data.csv"), ["m.zip", "s.nstat"]) { Older = Fit("other.csv") },
        new("fit --group", Group("data.csv"), ["g.zip", "g.nstat"]) { Older = Group("other.csv"), Share = 5 },
        new("fit --checkpoint", ["fit", "large.csv", "--ignore", "key", "--stats", "c.nstat", "--checkpoint", "ck", "--checkpoint-every", "0"],
            ["c.nstat"]) { Checkpoint = "ck", Share = 16 },
        new("merge, a model and statistics", ["merge", "part1.nstat", "part2.nstat", "--out", "a.zip", "--stats", "a.nstat"], ["a.zip", "a.nstat"])
        {
            Older = ["merge", "part1.nstat", "--allow-missing", "--out", "a.zip", "--stats", "a.nstat"],
        },
        .. new[] { "csv", "parquet", "arrow", "npy" }.Select(format => new Writing($"apply to {format}", Apply("data.csv", format), [$"r.{format}"])
        {
            Older = Apply("other.csv", format), Share = 8,
        }),
        new("export to ONNX", ["export", "model.zip", "--onnx", "e.onnx"], ["e.onnx"])
        {
            Older = ["export", "model.zip", "--onnx", "e.onnx", "--opset", "17"], Share = 3,
        },
        new("report", ["report", "other.csv", "--ignore", "key", "--out", "p.html"], ["p.html"])
        {
            Older = ["report", "other.csv", "--ignore", "key,c0", "--out", "p.html"], Share = 2,
        },
    ];

    private static string[] Fit(string data) => ["fit", data, "--ignore", "key", "--out", "m.zip", "--stats", "s.nstat"];

    private static string[] Group(string data) => ["fit", data, "--group", "key", "--out", "g.zip", "--stats", "g.nstat"];

    private static string[] Apply(string data, string format) => ["apply", "model.zip", data, "--select", "c*", "--out", $"r.{format}"];
}
