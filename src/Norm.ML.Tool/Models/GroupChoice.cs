namespace Norm.ML.Tool.Models;

/// <summary>What the user says about statistics per key.</summary>
/// <param name="Column">The column of the keys.</param>
/// <param name="Unseen">What the model does with other keys.</param>
/// <param name="Most">How many keys are accepted.</param>
internal sealed record GroupChoice(string Column, UnseenKeys Unseen, int Most)
{
    /// <summary>The options of a model with statistics per key.</summary>
    public BatchNormOptions Add(BatchNormOptions? options) =>
        (options ?? new()) with { GroupColumnName = Column, UnseenKeys = Unseen, MaximumGroups = Most };
}
