using System.Runtime.InteropServices;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Contenders;

namespace Norm.ML.Benchmarks.Peers;

/// <summary>A native peer's work in this process, on the caller's buffers, through <c>benchmarks/peers</c>.</summary>
internal sealed class NativePeer : IDisposable
{
    private readonly nint _job;

    private NativePeer(nint job)
    {
        _job = job;
        Run = () => PeerLibrary.Run(job);
        Fetch = () => PeerLibrary.Fetch(job);
    }

    public Action Run { get; }

    /// <summary>Copies the last result to the caller's buffer, where the peer insists on one of its own.</summary>
    public Action Fetch { get; }

    /// <summary>The peers that this machine has.</summary>
    public static IReadOnlyList<Contender> Available { get; } =
        [.. new[] { Contender.OneDnn, Contender.PyTorch }.Where(peer => Version(peer) is not null)];

    /// <summary>The peer's name and version, or null if it is not there.</summary>
    public static string? Version(Contender peer) => PeerLibrary.IsPresent ? Marshal.PtrToStringUTF8(PeerLibrary.Name(Index(peer))) : null;

    /// <summary>Null if the peer is not there or has no such operation.</summary>
    public static NativePeer? Prepare(Contender peer, in PeerTask task) =>
        PeerLibrary.IsPresent && PeerLibrary.Prepare(Index(peer), task) is var job and not 0 ? new(job) : null;

    public static NativePeer? Prepare(Contender peer, Comparison c, Buffers b) => Prepare(peer, new PeerTask
    {
        Work = c.Work,
        Examples = c.Examples,
        Channels = c.Channels,
        Spatial = c.Spatial,
        Groups = c.Groups,
        Epsilon = Buffers.Epsilon,
        X = b.X.Address,
        Y = b.Y.Address,
        Gamma = b.Gamma.Address,
        Beta = b.Beta.Address,
        Mean = b.Mean.Address,
        Variance = b.Variance.Address,
    });

    public void Dispose() => PeerLibrary.Free(_job);

    private static int Index(Contender peer) => peer == Contender.OneDnn ? 0 : 1;
}
