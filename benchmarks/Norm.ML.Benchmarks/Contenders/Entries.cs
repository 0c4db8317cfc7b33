using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Peers;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>All that take part in one comparison; what is not there is not listed.</summary>
internal sealed class Entries : IDisposable
{
    private readonly List<IDisposable> _peers = [];

    public Entries(Comparison comparison)
        : this(comparison, new(comparison)) { }

    /// <summary>Takes over buffers that have been filled already.</summary>
    public Entries(Comparison comparison, Buffers buffers)
    {
        Buffers = buffers;
        if (comparison.IsDouble)
        {
            All = [.. DoubleRows.Of(comparison, Buffers)];
            return;
        }
        var entries = new List<Entry>();
        entries.AddRange(OursGenerated.Of(comparison, Buffers));
        entries.AddRange(Ours.Of(comparison, Buffers));
        foreach (Contender contender in comparison.Place == Place.RowByRow ? [] : NativePeer.Available)
        {
            if (NativePeer.Prepare(contender, comparison, Buffers) is { } peer)
            {
                _peers.Add(peer);
                entries.Add(new(contender, peer.Run, peer.Fetch));
            }
        }

        if (OnnxRuntimePeer.Prepare(comparison, Buffers) is { } onnxRuntime)
        {
            _peers.Add(onnxRuntime);
            entries.Add(new(Contender.OnnxRuntime, onnxRuntime.Run));
        }

        entries.Add(new(Contender.TensorPrimitives, Composition.Of(comparison, Buffers)));
        entries.Add(new(Contender.PlainLoop, PlainLoops.Of(comparison, Buffers)));
        entries.AddRange(Limits.Of(comparison, Buffers));
        All = entries;
    }

    /// <summary>Who takes part, found on two examples.</summary>
    public static IReadOnlyList<Contender> Contenders(Comparison comparison)
    {
        using var entries = new Entries(comparison with { Count = 2 });
        return [.. entries.All.Select(entry => entry.Contender)];
    }

    public Buffers Buffers { get; }

    public IReadOnlyList<Entry> All { get; }

    public void Dispose()
    {
        _peers.ForEach(peer => peer.Dispose());
    }
}
