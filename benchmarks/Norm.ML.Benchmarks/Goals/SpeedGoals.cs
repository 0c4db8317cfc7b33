using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Goals;

/// <summary>The speed goals of the kernels: those for sizes known at run time, and those the generator makes.</summary>
internal static class SpeedGoals
{
    private const string Kernels = "Run-time sized kernels", Generated = "Generated kernels";

    private static readonly int[] Headline = [8, 16, 64, 100, 256, 768, 1024, 4096];
    private static readonly int[] Middle = [64, 100, 128, 256, 300, 384, 512, 768];

    public static IReadOnlyList<SpeedGoal> All { get; } =
    [
        Ahead("LayerNorm strict against oneDNN, in cache", 1, Contender.OneDnn, Contender.Strict, InCache(Work.LayerNorm, Headline)),
        Ahead("LayerNorm strict against PyTorch, in cache", 3, Contender.PyTorch, Contender.Strict, InCache(Work.LayerNorm, Headline)),
        Ahead("LayerNorm strict against TensorPrimitives, in cache", 1.5, Contender.TensorPrimitives, Contender.Strict,
            InCache(Work.LayerNorm, Headline)),
        Ahead("LayerNorm fast against oneDNN, in cache", 1.8, Contender.OneDnn, Contender.Fast, InCache(Work.LayerNorm, Middle)),
        Ahead("LayerNorm fast against PyTorch, in cache", 5, Contender.PyTorch, Contender.Fast, InCache(Work.LayerNorm, Middle)),
        Ahead("LayerNorm fast against TensorPrimitives, in cache", 2.5, Contender.TensorPrimitives, Contender.Fast, InCache(Work.LayerNorm, Middle)),
        Ahead("LayerNorm strict against a memory copy, out of cache", 1, Contender.Copy, Contender.Strict, OutOfCache(Work.LayerNorm)),
        Ahead("LayerNorm strict against oneDNN, out of cache", 1.25, Contender.OneDnn, Contender.Strict, OutOfCache(Work.LayerNorm)),
        Ahead("RMSNorm strict against a memory copy, out of cache", 1, Contender.Copy, Contender.Strict, OutOfCache(Work.RmsNorm)),
        Ahead("BatchNorm inference strict against a memory copy, out of cache", 1, Contender.Copy, Contender.Strict, OutOfCache(Work.BatchNorm)),
        Ahead("BatchNorm inference strict against oneDNN, out of cache", 1.25, Contender.OneDnn, Contender.Strict, OutOfCache(Work.BatchNorm)),
        Near("RMSNorm fast by a memory copy, in cache", 1.15, Contender.Fast, Contender.Copy, InCache(Work.RmsNorm, [256, 300, 384, 512, 768, 1024])),
        Ahead("RMSNorm strict against TensorPrimitives, in cache", 1.2, Contender.TensorPrimitives, Contender.Strict,
            InCache(Work.RmsNorm, [256, 300, 384, 512, 768, 1024])),
        Ahead("BatchNorm inference strict against oneDNN, in cache", 2, Contender.OneDnn, Contender.Strict,
            [.. Comparisons.Of(Work.BatchNorm, Place.InCache)]),
        Near("BatchNorm statistics by a memory read, out of cache", 1.15, Contender.Strict, Contender.Read, OutOfCache(Work.BatchStatistics, 128)),
        Near("BatchNorm statistics by a memory read, out of cache, wide", 1.3, Contender.Strict, Contender.Read,
            OutOfCache(Work.BatchStatistics, 768, 768)),
        Ahead("LayerNorm strict against OnnxRuntime, in cache", 1.3, Contender.OnnxRuntime, Contender.Strict, InCache(Work.LayerNorm, Headline)),
        Ahead("RMSNorm strict against OnnxRuntime, in cache", 1.3, Contender.OnnxRuntime, Contender.Strict, InCache(Work.RmsNorm, Headline)),
        Ahead("LayerNorm strict against OnnxRuntime, out of cache", 1.2, Contender.OnnxRuntime, Contender.Strict, OutOfCache(Work.LayerNorm)),
        Ahead("RMSNorm strict against OnnxRuntime, out of cache", 1, Contender.OnnxRuntime, Contender.Strict, OutOfCache(Work.RmsNorm)),
        Ahead("BatchNorm inference strict against OnnxRuntime, out of cache", 1, Contender.OnnxRuntime, Contender.Strict,
            OutOfCache(Work.BatchNorm)),
        Ahead("LayerNorm strict, a call per row, against a plain loop, 4", 1.5, Contender.PlainLoop, Contender.Strict,
            RowByRow(Work.LayerNorm, 4, 4)),
        Ahead("LayerNorm strict, a call per row, against a plain loop, from 8 on", 3, Contender.PlainLoop, Contender.Strict,
            RowByRow(Work.LayerNorm, 8, 4096)),
        Ahead("LayerNorm strict, a call per row, against TensorPrimitives", 1.5, Contender.TensorPrimitives, Contender.Strict,
            RowByRow(Work.LayerNorm, 4, 4096)),
        Near("LayerNorm strict, a call per row, by one call for all, 4 to 16", 4, Contender.Strict, Contender.Bulk, RowByRow(Work.LayerNorm, 4, 16)),
        Near("LayerNorm strict, a call per row, by one call for all, 64", 2.5, Contender.Strict, Contender.Bulk, RowByRow(Work.LayerNorm, 64, 64)),
        Near("LayerNorm strict, a call per row, by one call for all, from 256 on", 1.25, Contender.Strict, Contender.Bulk,
            RowByRow(Work.LayerNorm, 256, 4096)),
        Near("BatchNorm inference, a call per row, by one call for all, 8", 8, Contender.Strict, Contender.Bulk, RowByRow(Work.BatchNorm, 8, 8)),
        Ahead("GroupNorm strict against PyTorch", 2, Contender.PyTorch, Contender.Strict, [.. Comparisons.All.Where(c => c.Work == Work.GroupNorm)]),
        Ahead("InstanceNorm strict against PyTorch", 2, Contender.PyTorch, Contender.Strict,
            [.. Comparisons.All.Where(c => c.Work == Work.InstanceNorm)]),

        .. AgainstOurOwn("fast", Contender.Fast, Contender.GeneratedFast, tiny: 3, tinyRms: 2.5),
        .. AgainstOurOwn("strict", Contender.Strict, Contender.GeneratedStrict, tiny: 2, tinyRms: 2),
        New("LayerNorm fast against oneDNN, up to 8", 4, Contender.OneDnn, Contender.GeneratedFast, InCache(Work.LayerNorm, [4, 8])),
        New("LayerNorm fast against oneDNN, 16 to 64", 2, Contender.OneDnn, Contender.GeneratedFast, InCache(Work.LayerNorm, [16, 20, 32, 50, 64])),
        New("LayerNorm fast against oneDNN, 128 to 768", 1.5, Contender.OneDnn, Contender.GeneratedFast,
            InCache(Work.LayerNorm, [128, 256, 300, 384, 512, 768])),
        New("LayerNorm fast against PyTorch, up to 16", 10, Contender.PyTorch, Contender.GeneratedFast, InCache(Work.LayerNorm, [4, 8, 16])),
        New("LayerNorm fast against PyTorch, 128 to 768", 4.5, Contender.PyTorch, Contender.GeneratedFast,
            InCache(Work.LayerNorm, [128, 256, 300, 384, 512, 768])),
        New("LayerNorm strict against oneDNN, up to 100", 1.5, Contender.OneDnn, Contender.GeneratedStrict,
            InCache(Work.LayerNorm, [4, 8, 16, 20, 32, 50, 64, 100])),
        New("LayerNorm strict against oneDNN, every size", 1, Contender.OneDnn, Contender.GeneratedStrict,
            InCache(Work.LayerNorm, Comparisons.RowSizes)),
    ];

    // Small sizes are held against the kernel for any size: called with a small size, the library itself uses generated kernels.
    private static IEnumerable<SpeedGoal> AgainstOurOwn(string precision, Contender runTime, Contender generated, double tiny, double tinyRms) =>
    [
        New($"LayerNorm {precision} against run-time sized, 4 and 8", tiny, Contender.AnySize, generated, InCache(Work.LayerNorm, [4, 8])),
        New($"RMSNorm {precision} against run-time sized, 8", tinyRms, Contender.AnySize, generated, InCache(Work.RmsNorm, [8])),
        New($"LayerNorm {precision} against run-time sized, 16", 1.3, Contender.AnySize, generated, InCache(Work.LayerNorm, [16])),
        New($"LayerNorm {precision} against run-time sized, 20 to 100", 1.1, Contender.AnySize, generated,
            InCache(Work.LayerNorm, [20, 32, 50, 64, 100])),
        New($"LayerNorm {precision} against run-time sized, every size", 0.98, runTime, generated, InCache(Work.LayerNorm, Comparisons.RowSizes)),
        New($"RMSNorm {precision} against run-time sized, every size", 0.98, runTime, generated, InCache(Work.RmsNorm, Comparisons.RowSizes)),
    ];

    private static SpeedGoal Ahead(string text, double bound, Contender rival, Contender ours, IReadOnlyList<Comparison> comparisons) =>
        new(Kernels, text, new(bound, AtLeast: true), rival, ours, comparisons);

    private static SpeedGoal Near(string text, double bound, Contender ours, Contender limit, IReadOnlyList<Comparison> comparisons) =>
        new(Kernels, text, new(bound, AtLeast: false), ours, limit, comparisons);

    private static SpeedGoal New(string text, double bound, Contender rival, Contender ours, IReadOnlyList<Comparison> comparisons) =>
        new(Generated, text, new(bound, AtLeast: true), rival, ours, comparisons);

    private static Comparison[] InCache(Work work, IEnumerable<int> sizes) => [.. sizes.Select(size => new Comparison(work, size, Place.InCache))];

    private static Comparison[] RowByRow(Work work, int least, int most) =>
        [.. Comparisons.Of(work, Place.RowByRow).Where(c => c.Channels >= least && c.Channels <= most)];

    private static Comparison[] OutOfCache(Work work, int most = int.MaxValue, int least = 1) =>
        [.. Comparisons.Of(work, Place.OutOfCache).Where(c => c.Channels >= least && c.Channels <= most)];
}
