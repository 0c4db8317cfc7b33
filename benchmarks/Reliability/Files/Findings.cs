namespace Norm.ML.Reliability.Files;

/// <summary>What a run has found so far, which processes hand to one another as JSON.</summary>
internal sealed class Findings
{
    /// <summary>The number of the mutant to go on with.</summary>
    public long Next { get; set; }

    /// <summary>How many mutants of a format had an outcome.</summary>
    public Dictionary<string, Dictionary<Verdict, long>> Outcomes { get; set; } = [];

    /// <summary>How many mutants of a kind.</summary>
    public Dictionary<string, long> Kinds { get; set; } = [];

    /// <summary>The failures, by format and what failed.</summary>
    public Dictionary<string, Failure> Failures { get; set; } = [];

    public void Add(Mutant mutant, Verdict outcome, string what, string details)
    {
        string format = mutant.Format.Name;
        if (!Outcomes.TryGetValue(format, out Dictionary<Verdict, long>? outcomes))
        {
            Outcomes[format] = outcomes = [];
        }

        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        Kinds[mutant.Kind] = Kinds.GetValueOrDefault(mutant.Kind) + 1;
        if (outcome == Verdict.Failed)
        {
            AddFailure($"{format}: {what}", new(1, mutant.Index, mutant.Kind, mutant.Bytes.Length, details));
        }
    }

    public void AddFailure(string what, Failure failure) =>
        Failures[what] = Failures.TryGetValue(what, out Failure? first) ? first with { Count = first.Count + failure.Count } : failure;
}

/// <summary>A failure, and the first mutant with it.</summary>
internal sealed record Failure(long Count, long Index, string Kind, int Bytes, string Details);
