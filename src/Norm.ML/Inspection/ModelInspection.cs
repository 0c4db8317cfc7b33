namespace Norm.ML.Inspection;

/// <summary>What an inspection found in a model; made by <see cref="NormInspector"/>.</summary>
public sealed class ModelInspection
{
    internal ModelInspection(int steps, IReadOnlyList<NormInspection> norms, IEnumerable<Finding> findings)
    {
        Steps = steps;
        Norms = norms;
        Findings = [.. findings, .. norms.SelectMany(norm => norm.Findings)];
    }

    /// <summary>How many transformers the model has, those of chains counted one by one.</summary>
    public int Steps { get; }

    /// <summary>The norms, in the order in which they work; one for each column of a norm that has several.</summary>
    public IReadOnlyList<NormInspection> Norms { get; }

    /// <summary>What was found about the model as a whole, then about each norm.</summary>
    public IReadOnlyList<Finding> Findings { get; }
}
