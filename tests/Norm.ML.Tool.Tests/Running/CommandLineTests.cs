namespace Norm.ML.Tool.Tests.Running;

public sealed class CommandLineTests : IDisposable
{
    private readonly Workplace _place = new();

    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("fit")]
    [InlineData("fit data.csv --shard 0/4 --stats s.nstat")]
    [InlineData("fit data.csv --shard 5/4 --stats s.nstat")]
    [InlineData("fit data.csv --shard 1 --stats s.nstat")]
    [InlineData("fit data.csv --shard -1/4 --stats s.nstat")]
    [InlineData("fit data.csv --shard 1/4")]
    [InlineData("fit data.csv --shard 1/4 --stats s.nstat --out m.zip")]
    [InlineData("fit data.csv --cut chunks")]
    [InlineData("fit data.csv --shard 1/4 --stats s.nstat --cut rows")]
    [InlineData("fit data.csv --workers 0")]
    [InlineData("fit data.csv --checkpoint c --checkpoint-every -1")]
    [InlineData("merge")]
    [InlineData("merge --stats m.nstat")]
    [InlineData("merge a.nstat --norm none")]
    [InlineData("fit data.csv --norm none")]
    [InlineData("fit data.csv --out")]
    [InlineData("fit data.csv --frobnicate")]
    [InlineData("fit data.csv --columns ,")]
    [InlineData("fit data.csv --separator ab")]
    [InlineData("fit data.csv --separator 5")]
    [InlineData("apply")]
    [InlineData("apply model.zip")]
    [InlineData("apply model.zip data.csv --norm batch")]
    [InlineData("report")]
    [InlineData("report data.csv --demo")]
    [InlineData("report --demo --compare data.csv")]
    [InlineData("report --demo --seed x")]
    [InlineData("report --demo --only gradient-flow")]
    [InlineData("inspect")]
    [InlineData("inspect a.csv --compare")]
    [InlineData("report --compare data.csv")]
    [InlineData("inspect data.csv --columns ,")]
    public void Wrong_usage_is_2_and_points_to_the_help(string args) =>
        _place.Run(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Failed(2, "--help' lists what is accepted.");

    [Theory]
    [InlineData("apply", "MODEL.zip", "DATA")]
    [InlineData("apply model.zip", "DATA")]
    [InlineData("merge", "PART.nstat")]
    [InlineData("export", "MODEL.zip")]
    [InlineData("inspect", "DATA|MODEL.zip")]
    [InlineData("fit", "DATA", "--db")]
    public void An_argument_that_is_missing_is_named(string args, params string[] names) => _place.Run(args.Split(' ')).Failed(2, names);

    [Theory]
    [InlineData("--help", "fit", "apply", "merge", "inspect", "export", "report", "lab")]
    [InlineData("export --help", "MODEL.zip", "--onnx", "--opset", "--strict")]
    [InlineData("report --help", "--demo", "--compare", "--seed", "--pdf", "--images")]
    [InlineData("inspect --help", "DATA|MODEL.zip", "--compare", "--json", "--fail-on", "--activations", "--all")]
    [InlineData("merge --help", "--stats", "--out", "--allow-missing", "PART.nstat")]
    [InlineData("fit --help", "--double", "--shard", "--stats", "--cut", "--checkpoint", "--workers", "--norm", "--columns", "--ignore", "--out",
        "--separator", "batch", "layer")]
    [InlineData("apply --help", "MODEL.zip", "--out")]
    [InlineData("lab --help", "DATA", "--port", "--open", "--data", "--separator")]
    public void Help_lists_what_is_accepted(string args, params string[] words)
    {
        Outcome outcome = _place.Run(args.Split(' ')).Succeeded();
        Assert.All(words, word => Assert.Contains(word, outcome.Out));
    }

    public void Dispose() => _place.Dispose();
}
