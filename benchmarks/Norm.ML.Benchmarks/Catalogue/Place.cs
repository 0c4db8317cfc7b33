namespace Norm.ML.Benchmarks.Catalogue;

/// <summary>Where the data lies when a call starts.</summary>
internal enum Place
{
    /// <summary>256 KiB in and 256 KiB out: in a level-2 cache of 1 MiB, beyond every level-1 cache.</summary>
    InCache,

    /// <summary>128 MiB in and 128 MiB out: beyond every cache.</summary>
    OutOfCache,

    /// <summary>In cache, with a call for every single row: what a pipeline or an app pays that has one row at a time.</summary>
    RowByRow,
}
