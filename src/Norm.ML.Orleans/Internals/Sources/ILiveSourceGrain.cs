using Norm.ML.Internals.Wire;

namespace Norm.ML.Internals.Sources;

/// <summary>What the partitions of a source have in common, for one key: their list, their columns, a baseline and who watches it.</summary>
[Alias("norm-ml.live.ILiveSourceGrain")]
internal interface ILiveSourceGrain : IGrainWithStringKey
{
    /// <summary>Puts a partition on the list; a message if its columns are others.</summary>
    [Alias("register")]
    Task<PartitionsAnswer> Register(string partition, WireColumns columns);

    [Alias("partitions")]
    Task<PartitionsAnswer> Partitions();

    /// <summary>Stores a baseline; an empty file takes it away.</summary>
    [Alias("baseline")]
    Task<WatchAnswer> SetBaseline(byte[] file, WireLimits limits);

    /// <summary>Tells an observer of changes from now on, until it has not called for some time; and how things stand.</summary>
    [Alias("watch")]
    Task<WatchAnswer> Watch(ILiveDriftObserver observer);

    [Alias("unwatch")]
    Task Unwatch(ILiveDriftObserver observer);
}

/// <summary>Is told when drift passes a limit, one way or the other.</summary>
[Alias("norm-ml.live.ILiveDriftObserver")]
internal interface ILiveDriftObserver : IGrainObserver
{
    [Alias("changed")]
    Task Changed(WireDrift drift);
}
