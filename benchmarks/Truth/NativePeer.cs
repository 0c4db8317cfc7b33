using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Peers;

namespace Norm.ML.Truth;

/// <summary>oneDNN and PyTorch, through the library that CMake builds in <c>benchmarks/peers</c>.</summary>
internal static unsafe class NativePeer
{
    private const Work BatchTraining = (Work)6; // BATCH_TRAIN of peers.h

    public static IReadOnlyList<string> Names { get; } = ["onednn", "pytorch"]; // in the order of peers.cpp

    /// <summary>Why a peer cannot be called; null if it can.</summary>
    public static string? Absent(string peer) => PeerLibrary.IsPresent && PeerLibrary.Name(Number(peer)) != 0 ? null
        : $"{peer} is not there: benchmarks/peers/CMakeLists.txt says how the library with it is built.";

    /// <summary>The results; null if the peer has no such norm.</summary>
    public static float[]? Run(string peer, Problem p)
    {
        Work? work = p.Norm switch
        {
            NormName.LayerNorm => Work.LayerNorm,
            NormName.RmsNorm => Work.RmsNorm,
            NormName.GroupNorm => Work.GroupNorm,
            NormName.InstanceNorm => Work.InstanceNorm,
            NormName.BatchNorm => BatchTraining,
            _ => null,
        };
        if (work is null)
        {
            return null;
        }

        float[] y = new float[p.X.Length], mean = new float[p.Channels], variance = new float[p.Channels];
        float[] gamma = p.Gamma.Length > 0 ? p.Gamma : [.. Enumerable.Repeat(1f, p.Channels)];
        float[] beta = p.Beta.Length > 0 ? p.Beta : new float[p.Channels];
        fixed (float* x = p.X, to = y, scale = gamma, shift = beta, m = mean, v = variance)
        {
            nint job = PeerLibrary.Prepare(Number(peer), new PeerTask
            {
                Work = work.Value,
                Examples = p.Rows,
                Channels = p.Channels,
                Spatial = p.Spatial,
                Groups = p.Groups,
                Epsilon = p.Epsilon,
                X = (nint)x,
                Y = (nint)to,
                Gamma = (nint)scale,
                Beta = (nint)shift,
                Mean = (nint)m,
                Variance = (nint)v,
            });
            if (job == 0)
            {
                return null;
            }

            PeerLibrary.Run(job);
            PeerLibrary.Fetch(job);
            PeerLibrary.Free(job);
        }

        return y;
    }

    private static int Number(string peer) => peer == Names[0] ? 0 : 1;
}
