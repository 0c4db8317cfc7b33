namespace Norm.ML.Reliability.Mutants;

/// <summary>Some lines of a file. Mutants are drawn by slices.</summary>
/// <param name="File">The file, from the root of the repository.</param>
/// <param name="FirstLine">The first line, from 1.</param>
/// <param name="Start">The index of the first character in the file.</param>
/// <param name="End">The index after the last character.</param>
/// <param name="Statements">Lines that can hold mutants: not empty, no comment, no brace alone, no using.</param>
internal sealed record Slice(string File, int FirstLine, int Start, int End, int Statements)
{
    public const int Lines = 60;

    /// <summary>The slices of one file.</summary>
    public static IEnumerable<Slice> Of(string root, string file)
    {
        string text = System.IO.File.ReadAllText(Path.Combine(root, file));
        int line = 1;
        int start = 0;
        while (start < text.Length)
        {
            int end = start;
            int statements = 0;
            for (int i = 0; i < Lines && end < text.Length; i++)
            {
                int next = text.IndexOf('\n', end);
                next = next < 0 ? text.Length : next + 1;
                statements += CanHoldMutants(text[end..next].Trim()) ? 1 : 0;
                end = next;
            }

            yield return new Slice(file, line, start, end, statements);
            line += Lines;
            start = end;
        }
    }

    /// <summary>Those of <paramref name="files"/> in an order that the seed decides, without those that hold no code.</summary>
    public static List<Slice> Draw(string root, IEnumerable<string> files, int seed)
    {
        Slice[] slices = [.. files.Order(StringComparer.Ordinal).SelectMany(file => Of(root, file)).Where(slice => slice.Statements > 0)];
        new Random(seed).Shuffle(slices);
        return [.. slices];
    }

    private static bool CanHoldMutants(string line) => line.Length > 1 && !line.StartsWith("//", StringComparison.Ordinal)
        && !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("namespace ", StringComparison.Ordinal);
}
