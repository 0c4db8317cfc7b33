using System.Globalization;

namespace Norm.ML.Digests;

/// <summary>What the command line asks for.</summary>
/// <param name="Manner">How the kernels are called.</param>
/// <param name="Only">How the groups of lines begin that are computed; empty for all.</param>
/// <param name="Print">Whether each line is printed.</param>
internal sealed record Options(Manner Manner, string Only, bool Print)
{
    private const string Usage = """
        Prints a digest of the results of every norm and of running statistics, and compares with the committed list. Exits with 1 if lines differ.
          --print          print every line
          --only NORM      only lines that begin so, as "LayerNorm | float"
          --in-place       results overwrite the input
          --examples N     N examples per call
          --threads N      calls on N threads (with --examples)
          --time [NORM..]  nanoseconds per row instead
        """;

    /// <summary>Null, and a message, if an argument is not known.</summary>
    public static Options? Parse(string[] args, TextWriter errors)
    {
        Manner manner = Manner.Plain;
        (string only, bool print) = ("", false);
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i];
            switch (name)
            {
                case "--print": print = true; break;
                case "--in-place": manner = manner with { InPlace = true }; break;
                case "--only" when i + 1 < args.Length: only = args[++i]; break;
                case "--examples" when Number(args, ++i) is int count: manner = manner with { Examples = count }; break;
                case "--threads" when Number(args, ++i) is int count: manner = manner with { Threads = count }; break;
                default:
                    errors.WriteLine($"'{name}' is not an option, or it lacks a number from 1 on.\n{Usage}");
                    return null;
            }
        }
        return new Options(manner, only, print);
    }

    private static int? Number(string[] args, int index) =>
        index < args.Length && int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value : null;
}
