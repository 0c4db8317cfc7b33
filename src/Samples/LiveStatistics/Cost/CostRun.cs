namespace Norm.ML.Samples.Live.Cost;

static class CostRun
{
    public static Task Run(CommandLine line) => Task.CompletedTask;
}
