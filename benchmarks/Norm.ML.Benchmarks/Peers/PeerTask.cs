using System.Runtime.InteropServices;
using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Peers;

/// <summary><c>norm_task</c> of <c>peers.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PeerTask
{
    public Work Work;
    public int IsDouble;
    public long Examples, Channels, Spatial, Groups;
    public double Epsilon;
    public nint X, Y, Gamma, Beta, Mean, Variance;
}
