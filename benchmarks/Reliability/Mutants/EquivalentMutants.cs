namespace Norm.ML.Reliability.Mutants;

/// <summary>
/// Mutants that no test can or should tell from the code, each with its reason: <c>equivalent.tsv</c>, with the columns file, line, replacement and
/// reason. The line and the replacement are code, so that the list survives changes elsewhere in the file.
/// </summary>
internal sealed class EquivalentMutants
{
    private readonly Dictionary<(string File, string Line, string Replacement), string> _reasons = [];

    public EquivalentMutants(string repository)
    {
        foreach (string line in File.ReadLines(FilePath(repository)).Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] columns = line.Split('\t');
            if (columns.Length != 4 || columns.Any(string.IsNullOrWhiteSpace))
            {
                throw new InvalidDataException(
                    $"equivalent.tsv has four columns, with tabs between them: file, line, replacement, reason. Not: {line}");
            }

            _reasons[(columns[0], columns[1], columns[2])] = columns[3];
        }
    }

    public static string FilePath(string repository) => Path.Combine(repository, "benchmarks", "Reliability", "Mutants", "equivalent.tsv");

    /// <summary>Null if the mutant is not listed.</summary>
    public string? Reason(Mutant mutant) => _reasons.GetValueOrDefault((mutant.File, mutant.LineText, Shortened(mutant.Replacement)));

    /// <summary>At most 100 characters; the end of a long block does not help to know it.</summary>
    public static string Shortened(string code) => code.Length <= 100 ? code : code[..99] + "…";
}
