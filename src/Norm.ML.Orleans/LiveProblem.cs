namespace Norm.ML;

/// <summary>Why a call was refused; see <see cref="LiveStatisticsException"/>. None of them has changed the statistics.</summary>
public enum LiveProblem
{
    /// <summary>Not a problem.</summary>
    None,

    /// <summary>The partition, or the other partitions of its source and key, have other channels, names or another policy.</summary>
    OtherColumns,

    /// <summary>The partition was never opened: <see cref="LiveStatistics.OpenAsync"/> comes first.</summary>
    NotOpen,

    /// <summary>A value is NaN or infinite, and the policy is <see cref="NonFinitePolicy.Throw"/>; or moments were made under another
    /// policy.</summary>
    NotFinite,

    /// <summary>Rows with these numbers were counted before, but they were other rows.</summary>
    OtherRows,

    /// <summary>Rows with these numbers were counted so long ago that they cannot be told from others any more.</summary>
    Past,

    /// <summary>The rows come too early: too many rows before them are missing.</summary>
    TooFarAhead,

    /// <summary>Moments cover rows of which some were counted before.</summary>
    PartlyCounted,

    /// <summary>What storage holds is not the state of a partition, is damaged, or was written by a later version.</summary>
    State,

    /// <summary>Storage refused or failed. Nothing was counted, or, where storage wrote and then failed, a retry will find it counted.</summary>
    Storage,

    /// <summary>Too many calls wait for storage. Try again later.</summary>
    Busy,

    /// <summary>No silo answered.</summary>
    Unavailable,

    /// <summary>The rows' time is more than one interval after the silo's clock, and the silos keep windows.</summary>
    FutureTime,
}
