namespace Norm.ML.Reliability.Files;

/// <summary>Reads mutants one after the other, in this process.</summary>
internal static class MutatedFiles
{
    /// <summary>Reads some.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="from">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="formats">The formats whose mutants are read; the others' numbers are passed over.</param>
    /// <param name="begins">Told each before it is read; false leaves it out. Null for nobody.</param>
    /// <param name="failed">Told those that fail, with what failed. Null for nobody.</param>
    public static Findings Run(int seed, long from, long count, IReadOnlyList<FileFormat> formats, Func<Mutant, Findings, bool>? begins = null,
        Action<Mutant, string>? failed = null)
    {
        using var trial = new Trial(formats);
        var maker = new MutantMaker(seed, FileFormats.All);
        var findings = new Findings { Next = from };
        for (long index = from; index < from + count; index++)
        {
            findings.Next = index;
            Mutant? mutant = maker.Make(index, formats);
            if (mutant is null)
            {
                continue;
            }

            if (begins is null || begins(mutant, findings))
            {
                (Verdict outcome, string what, string details) = trial.Run(mutant);
                findings.Add(mutant, outcome, what, details);
                if (outcome == Verdict.Failed)
                {
                    failed?.Invoke(mutant, what);
                }
            }
        }

        findings.Next = from + count;
        return findings;
    }
}
