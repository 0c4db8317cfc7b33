using System.Reflection;
using System.Runtime.InteropServices;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Reports;

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

/// <summary>The shared library that CMake builds in <c>benchmarks/peers/build</c>.</summary>
internal static partial class PeerLibrary
{
    private const string Library = "norm_peers";

    private static readonly nint Handle = Load();

    static PeerLibrary() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? Handle : 0);

    public static bool IsPresent => Handle != 0;

    private static nint Load() =>
        NativeLibrary.TryLoad(Path.Combine(RepositoryFiles.Peers, "build", $"lib{Library}.so"), out nint handle) ? handle : 0;

    [LibraryImport(Library, EntryPoint = "peer_name")]
    public static partial nint Name(int peer);

    [LibraryImport(Library, EntryPoint = "peer_prepare")]
    public static partial nint Prepare(int peer, in PeerTask task);

    [LibraryImport(Library, EntryPoint = "peer_run")]
    public static partial void Run(nint job);

    [LibraryImport(Library, EntryPoint = "peer_fetch")]
    public static partial void Fetch(nint job);

    [LibraryImport(Library, EntryPoint = "peer_free")]
    public static partial void Free(nint job);
}
