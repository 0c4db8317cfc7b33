using System.Diagnostics;

namespace Norm.ML.Reliability.Files;

/// <summary>What came of reading a mutant.</summary>
internal enum Verdict
{
    /// <summary>The documented exception, with a message that names the problem.</summary>
    Refused,

    /// <summary>The values of a whole file.</summary>
    Equal,

    /// <summary>Other values, where a file can say them.</summary>
    Read,

    /// <summary>Anything else.</summary>
    Failed,
}

/// <summary>Reads mutants and judges what comes of it.</summary>
internal sealed class Trial : IDisposable
{
    public const int MostSeconds = 2;

    private const int Factor = 4, Allowance = 64 << 20;

    // Texts that messages of the framework have: whoever reads one of them does not learn what is wrong with a file.
    private static readonly string[] Leaks =
    [
        "(Parameter '", "Object reference", "Index was out", "Specified argument", "Arithmetic operation", "target of an invocation",
        "Unable to cast", "was thrown", "Non-negative number", "Value cannot be null", "Offset and length", "Sequence contains", "given key",
    ];

    private readonly Dictionary<FileFormat, HashSet<ulong>> _whole = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("norm-ml-reliability-").FullName;

    /// <summary>Reads the whole files: what a mutant may be equal to. This is also what warms up.</summary>
    public Trial(IEnumerable<FileFormat> formats)
    {
        foreach (FileFormat format in formats)
        {
            _whole[format] = [.. format.Samples.Select(sample => format.Read(sample, _folder, compare: true))];
        }
    }

    /// <summary>Reads one.</summary>
    /// <returns>The outcome, and for a failure what failed and its details.</returns>
    public (Verdict Verdict, string What, string Details) Run(Mutant mutant)
    {
        (Verdict, string, string) result = Try(mutant, out TimeSpan time, out _);
        for (int again = 0; again < 2 && time.TotalSeconds > MostSeconds; again++)
        {
            // A busy machine may have been the reason.
            result = Try(mutant, out TimeSpan other, out _);
            time = other < time ? other : time;
        }

        return time.TotalSeconds > MostSeconds ? (Verdict.Failed, $"longer than {MostSeconds} s", $"{time.TotalSeconds:0.0} s") : result;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (Verdict Verdict, string What, string Details) Try(Mutant mutant, out TimeSpan time, out long bytes)
    {
        FileFormat format = mutant.Format;
        bool compare = format.IsChecked && !mutant.IsRepaired && mutant.Bytes.AsSpan().StartsWith(format.Mark);
        ulong value = 0;
        Exception? problem = null;
        var watch = Stopwatch.StartNew();
        long before = GC.GetTotalAllocatedBytes();
        try
        {
            value = format.Read(mutant.Bytes, _folder, compare);
        }
        catch (Exception thrown)
        {
            problem = thrown;
        }

        bytes = GC.GetTotalAllocatedBytes() - before;
        time = watch.Elapsed;
        long most = (long)Factor * mutant.Bytes.Length + Allowance;
        if (bytes > most)
        {
            return (Verdict.Failed, $"too much memory{(problem is null ? "" : $", then {Place(problem)}")}",
                $"{bytes} bytes were allocated for a file of {mutant.Bytes.Length}");
        }

        if (problem is not null)
        {
            return Judge(format, problem) is { } fault ? (Verdict.Failed, fault, problem.ToString()) : (Verdict.Refused, "", "");
        }

        return _whole[format].Contains(value) && compare ? (Verdict.Equal, "", "")
            : compare ? (Verdict.Failed, "other values than a whole file, under checksums that were not repaired", "")
            : (Verdict.Read, "", "");
    }

    // What is wrong with an exception; null for nothing.
    private static string? Judge(FileFormat format, Exception problem)
    {
        string message = problem.Message;
        return !format.IsRefusal(problem) ? Place(problem)
            : format.NamesFile && !message.Contains(FileFormat.FileName, StringComparison.Ordinal)
                ? $"a message that does not name the file, {Place(problem)}"
            : message.Contains('\n') ? $"a message of several lines, {Place(problem)}"
            : Leaks.FirstOrDefault(leak => message.Contains(leak, StringComparison.Ordinal)) is { } leak
                ? $"a message of the framework ('{leak}'), {Place(problem.InnerException ?? problem)}" : null;
    }

    // The type of an exception, where it was thrown, and the first place of ours.
    private static string Place(Exception problem)
    {
        StackFrame[] frames = new StackTrace(problem, fNeedFileInfo: false).GetFrames();
        string top = frames.Length > 0 ? Name(frames[0]) : "nowhere";
        string ours = frames.Select(Name).FirstOrDefault(name => name.StartsWith("Norm.ML.", StringComparison.Ordinal)) ?? top;
        return $"{problem.GetType().Name} in {top}{(ours == top ? "" : $", called by {ours}")}";
    }

    private static string Name(StackFrame frame) =>
        frame.GetMethod() is { } method ? $"{method.DeclaringType?.FullName ?? "?"}.{method.Name}" : "?";
}
