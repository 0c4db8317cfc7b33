namespace Norm.ML.Kernels.Tests.Cases;

// As xunit takes them.
internal static partial class Norms
{
    public static TheoryData<string> Names => [.. All.Select(n => n.Name)];

    public static TheoryData<string> RowNames => [.. All.Where(n => n.OverRows).Select(n => n.Name)];
}
