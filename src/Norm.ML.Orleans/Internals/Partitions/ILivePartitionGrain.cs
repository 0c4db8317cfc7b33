using Norm.ML.Internals.Wire;

namespace Norm.ML.Internals.Partitions;

/// <summary>One partition of a source, for one key. Problems are answers, not exceptions: callers make one clear error of them.</summary>
[Alias("norm-ml.live.ILivePartitionGrain")]
internal interface ILivePartitionGrain : IGrainWithStringKey
{
    [Alias("open")]
    Task<AddAnswer> Open(WireColumns columns);

    [Alias("add")]
    Task<AddAnswer> Add(AddCall call);

    [Alias("snapshot")]
    Task<WireSnapshot> Snapshot(int intervals);
}
