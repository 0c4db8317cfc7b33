namespace Norm.ML.Benchmarks.Goals;

/// <summary>What a ratio has to keep to.</summary>
internal sealed record Bound(double Value, bool AtLeast)
{
    public bool Holds(double ratio) => AtLeast ? ratio >= Value : ratio <= Value;

    public override string ToString() => FormattableString.Invariant($"{(AtLeast ? "at least" : "at most")} {Value:0.0#}x");
}
