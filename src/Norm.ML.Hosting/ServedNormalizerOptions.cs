namespace Norm.ML;

/// <summary>How a model is served.</summary>
public sealed class ServedNormalizerOptions
{
    /// <summary>The normalized column; null (default) if the model's last norm has one only.</summary>
    public string? OutputColumnName { get; set; }

    /// <summary>The key of the rows, where the model has statistics per key (<see cref="BatchNormOptions.GroupColumnName"/>); null (default) for one
    /// set of statistics. Each key that is served is registered under a name of its own.</summary>
    public string? Key { get; set; }

    /// <summary>Whether a number may be missing (NaN or null); false (default) refuses such rows.</summary>
    public bool AllowMissing { get; set; }

    /// <summary>Whether the numbers of the model need names. False serves models without names as well, for rows by position
    /// (<see cref="ServedVersion.Rows"/>). Default true.</summary>
    public bool RequireNames { get; set; } = true;

    /// <summary>How often the file's date and size are looked at. If they have changed, the model is loaded again. Default 5 seconds;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for never.</summary>
    public TimeSpan ReloadEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many rows are compared with what the model was fitted on, one lot after the other. Default 4096; 0 measures no drift.</summary>
    public int DriftRows { get; set; } = 4096;

    /// <summary>What is accepted as a model file; null (default) for the defaults.</summary>
    public ModelLoadOptions? Load { get; set; }

    internal void Check()
    {
        if (ReloadEvery != Timeout.InfiniteTimeSpan && (ReloadEvery < TimeSpan.FromMilliseconds(10) || ReloadEvery > TimeSpan.FromDays(1)))
        {
            throw new ArgumentException($"{nameof(ReloadEvery)} is {ReloadEvery}; accepted: 10 milliseconds to a day, or Timeout.InfiniteTimeSpan.");
        }

        if (DriftRows is < 0 or 1)
        {
            throw new ArgumentException($"{nameof(DriftRows)} is {DriftRows}; accepted: 0, or 2 and more.");
        }
    }
}
