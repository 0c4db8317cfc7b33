namespace Norm.ML.Inspection;

/// <summary>What an inspection saw of one norm of a model.</summary>
public sealed class NormInspection
{
    internal NormInspection()
    {
    }

    /// <summary>Which transformer of the model it is, counted from 0 through all chains.</summary>
    public required int Step { get; init; }

    /// <summary>Which of the norms it is.</summary>
    public required NormKind Kind { get; init; }

    /// <summary>The name of the generated kernel; null for a norm whose size is known at run time only.</summary>
    public string? Kernel { get; init; }

    /// <summary>The column that it reads.</summary>
    public required string Input { get; init; }

    /// <summary>The column that it writes.</summary>
    public required string Output { get; init; }

    /// <summary>
    /// How many elements (LayerNorm, RMSNorm, generated kernels) or channels (BatchNorm, GroupNorm, InstanceNorm) it is made for; null for any
    /// number.
    /// </summary>
    public required int? ExpectedSize { get; init; }

    /// <summary>What it takes, in words.</summary>
    public required string Expects { get; init; }

    /// <summary>The type and shape of the column that it gets; null if there is no such column.</summary>
    public string? Gets { get; internal set; }

    /// <summary>The number that is added to the variance or mean square under the square root.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Scale.</summary>
    public required ParameterInspection Gamma { get; init; }

    /// <summary>Shift; null for a norm that has none.</summary>
    public required ParameterInspection? Beta { get; init; }

    /// <summary>What a BatchNorm has learned; null for the other norms.</summary>
    public RunningStatistics? Statistics { get; init; }

    /// <summary>The same statistics of the data that the model was inspected against, as it arrives at this norm; null without data.</summary>
    public RunningStatistics? DataStatistics { get; internal set; }

    /// <summary>What was found.</summary>
    public IReadOnlyList<Finding> Findings { get; internal set; } = [];

    /// <summary>"LayerNorm of 'Features'": what messages call it.</summary>
    public string Title => $"{Kernel ?? NormCatalog.Get(Kind).DisplayName} of '{Input}'";
}
