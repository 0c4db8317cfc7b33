using Norm.ML.Internals.Memory;

namespace Norm.ML.Internals.Rows;

/// <summary>The two steps of a row norm, over at most <see cref="RowBatch.Rows"/> rows, and how many rows it likes at a time.</summary>
internal interface IRowKernel<T> where T : unmanaged
{
    static abstract nint Rows(nint size, bool nonTemporal);

    /// <summary>Computes the rulers of rows.</summary>
    static abstract void Measure(ref T x, nint rows, nint size, double epsilon, ref double batch);

    /// <summary>Writes rows of a batch, from <paramref name="first"/> on. To stream, every row has to be whole aligned vectors.</summary>
    static abstract void Write<TStore>(ref T x, ref T gamma, ref T beta, ref T y, nint first, nint rows, nint size, ref double batch)
        where TStore : struct, IStoreMode;
}
