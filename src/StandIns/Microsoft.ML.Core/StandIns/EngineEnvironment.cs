using Microsoft.ML.Runtime;

namespace Microsoft.ML.StandIns;

/// <summary>
/// An environment and the hosts registered in it. Channels are named by the path to them, and all share the listeners, the catalog
/// and the cancellation of the environment they come from.
/// </summary>
internal sealed class EngineEnvironment : IHost, ICancelable
{
    private readonly Shared _shared;
    private readonly EngineEnvironment _source;
    private readonly string _fullName;
    private readonly Lock _lock = new();

    public EngineEnvironment(int? seed, Action<string, ChannelMessage> listener)
    {
        _shared = new Shared(listener);
        Seed = seed;
        Rand = seed is { } value ? new Random(value) : new Random();
    }

    private EngineEnvironment(EngineEnvironment source, string name, Random random)
    {
        _source = source;
        _shared = source._shared;
        // ML.NET's rule: a host's name starts with the host that its parent was registered in.
        string prefix = source._source?._fullName;
        _fullName = prefix == null ? name : $"{prefix}; {name}";
        Seed = source.Seed;
        Rand = random;
    }

    public int? Seed { get; }

    public Random Rand { get; }

    public ComponentCatalog ComponentCatalog => _shared.Catalog;

    public bool IsCanceled => _shared.IsCanceled;

    public string ContextDescription => _fullName ?? "HostEnvironment";

    public void CancelExecution() => _shared.IsCanceled = true;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_lock)
            return new EngineEnvironment(this, name, new Random(seed ?? Rand.Next()));
    }

    public IChannel Start(string name) => new EngineChannel(this, Path(name), _shared.Listener);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new SilentPipe<TMessage>(this);

    public IProgressChannel StartProgressChannel(string name) => new SilentProgressChannel(name);

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex != null)
            ex.Data["Throwing component"] = _fullName ?? "Environment";
        return ex;
    }

    private string Path(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _fullName == null ? name : $"{_fullName}; {name}";
    }

    private sealed class Shared(Action<string, ChannelMessage> listener)
    {
        public Action<string, ChannelMessage> Listener => listener;

        public ComponentCatalog Catalog { get; } = new();

        public volatile bool IsCanceled;
    }
}
