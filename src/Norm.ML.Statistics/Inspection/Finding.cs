namespace Norm.ML.Inspection;

/// <summary>One thing that an inspection found, with what to do about it.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Subject">The column, channel, norm or layer that it is about; empty for the data as a whole.</param>
/// <param name="Value">The number that decided, see <see cref="FindingKind"/>; NaN where there is none.</param>
/// <param name="Message">One line: what is so, and after a colon what to do and why. Numbers are in the invariant culture.</param>
public sealed record Finding(FindingKind Kind, FindingSeverity Severity, string Subject, double Value, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
