using Norm.ML.Inspection;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report;

/// <summary>A chapter of the report.</summary>
/// <param name="Id">For links.</param>
/// <param name="Title">Its headline.</param>
/// <param name="Lead">What is looked at and how, in a sentence or two without numbers that were measured.</param>
internal sealed record Section(string Id, string Title, string Lead)
{
    /// <summary>The one line about it at the top of the report, made from its numbers.</summary>
    public required string Summary { get; init; }

    /// <summary>What the numbers say: each made from them.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>What the inspector says.</summary>
    public IReadOnlyList<Finding> Advice { get; init; } = [];

    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Shown as it is, below the figures.</summary>
    public NumberTable? Table { get; init; }

    /// <summary>Columns that are not in the section, and why.</summary>
    public IReadOnlyList<LeftOutColumn> LeftOut { get; init; } = [];
}
