using System.Globalization;

namespace Norm.ML.Reliability.Faults;

/// <summary>
/// Lets everything that is written run out of room after every few pages: of the disk that it goes to, of the folder for temporary files, and by the
/// shell's limit of a file's size; and writes to a disk that is read-only.
/// </summary>
internal static class FullDisks
{
    private const int MostSizes = 8;
    private const string Full = "No space left on device", TooLarge = "is larger than the system or the shell (ulimit -f) allows",
        ReadOnly = "Read-only file system";

    // Fewer pages than ML.NET needs, and enough.
    private static readonly int[] PagesOfTemporary = [1, 2, 3, 4, 8, 64];

    // In KiB, as the shell counts.
    private static readonly int[] Limits = [1, 4, 16, 64];

    // To a pipe, these go through a temporary file.
    private static readonly string[][] ToPipes = [.. new[] { "parquet", "npy" }.Select(format =>
        new[] { "apply", "model.zip", "data.csv", "--select", "c*", "--out", "-", "--to", format })];

    public static string Run(FaultsPlace inputs, int atOnce, Findings findings)
    {
        if (!SmallDisk.CanBeMade)
        {
            return "## Full disks\n\nNot tried: only root on Linux can make a small disk.\n";
        }

        List<Func<FaultsPlace, string[]>> kinds = [];
        kinds.AddRange(SavingLoop.Kinds.Select(kind =>
            (Func<FaultsPlace, string[]>)(place => Library(place, kind, findings).Row($"saving {kind}, by the library"))));
        kinds.AddRange(Writing.All.Select(writing => (Func<FaultsPlace, string[]>)(place => Tool(place, writing, findings).Row(writing.Name))));
        kinds.Add(place =>
        {
            var pipes = new Tally();
            Array.ForEach(ToPipes, arguments => OfTemporary(place, arguments, [], pipes, findings));
            return pipes.Row("apply to a pipe, as Parquet and .npy");
        });
        string[][] rows = new string[kinds.Count][];
        Parallel.For(0, kinds.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, i =>
        {
            using var place = new FaultsPlace(inputs);
            rows[i] = kinds[i](place);
            Console.WriteLine(string.Join("; ", rows[i]));
        });
        return FaultsDocument.Table("Full disks",
            """
            Full: a disk of so many pages of 4 KiB, from none to enough, with and without an older file on it. Temporary: the same of the folder for
            temporary files. Limit: `ulimit -f`. Each run ends well, or fails in one line that names the file or the folder, and the reason; what was
            there stays, and no temporary file is left.
            """,
            ["what was written", "full", "temporary", "limit", "read-only", "of these well"], rows);
    }

    private static Tally Library(FaultsPlace place, string kind, Findings findings)
    {
        var tally = new Tally();
        Action<string>[] saves = SavingLoop.Saves(kind);
        string older = place.At("older"), newer = place.At("newer");
        saves[0](older);
        saves[1](newer);
        foreach (bool hasOlder in (bool[])[false, true])
        {
            foreach (long bytes in Sizes(new FileInfo(newer).Length))
            {
                using var disk = new SmallDisk(Path.Combine(place.Root, "disk"), bytes + (hasOlder ? Rounded(new FileInfo(older).Length) : 0));
                string path = Path.Combine(disk.Folder, "file"), what = $"saving {kind} to {bytes} bytes";
                if (hasOlder)
                {
                    File.Copy(older, path);
                }

                string expected = Content.Of(path);
                try
                {
                    saves[1](path);
                    (expected, tally.Well) = (Content.Of(newer), tally.Well + 1);
                }
                catch (IOException problem)
                {
                    string message = problem.Message;
                    findings.Check(message.Contains(Full, StringComparison.Ordinal) && message.Contains($"'{path}'", StringComparison.Ordinal),
                        $"{what}: {message}");
                }

                findings.Check(Content.Of(path) == expected, $"{what}: the file is neither old nor new.");
                findings.Check(place.TemporaryFiles(disk.Folder).Count == 0, $"{what}: a temporary file is left.");
                tally.Full++;
            }
        }

        place.Clear();
        return tally;
    }

    private static Tally Tool(FaultsPlace place, Writing writing, Findings findings)
    {
        var tally = new Tally();
        Dictionary<string, string> newer = Contents(place, writing, writing.Arguments, "newer");
        Dictionary<string, string> older = writing.Older.Length == 0 ? [] : Contents(place, writing, writing.Older, "older");
        foreach (Dictionary<string, string> before in older.Count == 0 ? [[]] : (Dictionary<string, string>[])[[], older])
        {
            long there = before.Keys.Sum(output => Rounded(new FileInfo(place.At($"older-{output}")).Length));
            foreach (long bytes in Sizes(newer.Keys.Sum(output => Rounded(new FileInfo(place.At($"newer-{output}")).Length)) + SmallDisk.Page))
            {
                using var disk = new SmallDisk(Path.Combine(place.Root, "disk"), there + bytes);
                Fill(place, disk, before);
                Check(place, writing, disk, $"{writing.Name}, a disk with {bytes} bytes left", before, newer, Full, [], tally, findings);
                tally.Full++;
            }

            using var locked = new SmallDisk(Path.Combine(place.Root, "disk"), 1 << 26);
            Fill(place, locked, before);
            locked.MakeReadOnly();
            Check(place, writing, locked, $"{writing.Name}, read-only", before, newer, ReadOnly, [], tally, findings);
            tally.ReadOnly++;
        }

        foreach (int limit in Limits)
        {
            using var disk = new SmallDisk(Path.Combine(place.Root, "disk"), 1 << 26);
            Fill(place, disk, older);
            Check(place, writing, disk, $"{writing.Name}, ulimit -f {limit}", older, newer, TooLarge,
                ["/bin/bash", "-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -f {limit}; exec \"$@\""), "bash"], tally, findings);
            tally.Limit++;
        }

        OfTemporary(place, writing.Arguments, writing.Outputs, tally, findings);
        return tally;
    }

    private static void Check(FaultsPlace place, Writing writing, SmallDisk disk, string what, Dictionary<string, string> older,
        Dictionary<string, string> newer, string reason, string[] shell, Tally tally, Findings findings)
    {
        string[] arguments = [.. writing.Arguments.Select(
            word => newer.ContainsKey(word) || word == writing.Checkpoint ? Path.Combine(disk.Folder, word) : word)];
        using ChildProcess process = shell.Length == 0 ? ChildProcess.Tool(place, arguments) : ChildProcess.Tool(place, shell, arguments);
        Ended ended = process.End();
        foreach (string output in newer.Keys)
        {
            string content = Content.Of(Path.Combine(disk.Folder, output));
            findings.Check(content == newer[output] || (ended.ExitCode != 0 && content == older.GetValueOrDefault(output, Content.Absent)),
                $"{what}: {output} is neither old nor new.");
        }

        findings.Check(ended.ExitCode == 0 || ended.HasFailedWith([reason]), $"{what}: exit code {ended.ExitCode}, {ended.Error}{ended.Output}");
        findings.Check(ended.ExitCode == 0 || arguments.Any(word => ended.Error.Contains($"norm-ml: {word}: ", StringComparison.Ordinal)),
            $"{what}: the file is not named: {ended.Error}");
        findings.Check(place.TemporaryFiles(disk.Folder).Count == 0, $"{what}: a temporary file is left.");
        findings.Check(!Directory.EnumerateFileSystemEntries(place.Temporary).Any(), $"{what}: something is left in the folder for temporary files.");
        findings.Check(!place.ChangedInputs().Any(), $"{what}: an input has changed.");
        tally.Well += ended.ExitCode == 0 ? 1 : 0;
        place.ClearTemporary();
    }

    private static void OfTemporary(FaultsPlace place, string[] arguments, string[] outputs, Tally tally, Findings findings)
    {
        foreach (int pages in PagesOfTemporary)
        {
            string what = $"{string.Join(' ', arguments)}, {pages} pages for temporary files";
            Array.ForEach(outputs, output => File.Delete(place.At(output)));
            using var disk = new SmallDisk(Path.Combine(place.Root, "disk"), pages * SmallDisk.Page);
            using (ChildProcess process = ChildProcess.Tool(place, arguments, ("TMPDIR", disk.Folder)))
            {
                Ended ended = process.End();
                findings.Check(ended.ExitCode == 0 || ended.HasFailedWith([Full, disk.Folder]), $"{what}: exit code {ended.ExitCode}, {ended.Error}");
                findings.Check(ended.ExitCode == 0 || outputs.Skip(1).All(output => !File.Exists(place.At(output))), $"{what}: an output is there.");
                tally.Well += ended.ExitCode == 0 ? 1 : 0;
            }

            findings.Check(!Directory.EnumerateFileSystemEntries(disk.Folder).Any(), $"{what}: something is left there.");
            findings.Check(place.TemporaryFiles(place.Folder).Count == 0, $"{what}: a temporary file is left.");
            tally.Temporary++;
        }
    }

    private static Dictionary<string, string> Contents(FaultsPlace place, Writing writing, string[] arguments, string name)
    {
        place.Run(arguments);
        return writing.Outputs.ToDictionary(output => output, output =>
        {
            File.Move(place.At(output), place.At($"{name}-{output}"));
            return Content.Of(place.At($"{name}-{output}"));
        });
    }

    private static void Fill(FaultsPlace place, SmallDisk disk, Dictionary<string, string> older)
    {
        foreach (string output in older.Keys)
        {
            File.Copy(place.At($"older-{output}"), Path.Combine(disk.Folder, output));
        }
    }

    // From one page to all that are needed and one more, evenly.
    private static IEnumerable<long> Sizes(long bytes)
    {
        long pages = Rounded(bytes) / SmallDisk.Page + 1;
        return Enumerable.Range(0, MostSizes).Select(i => Math.Max(1, pages * i / (MostSizes - 1)) * SmallDisk.Page).Distinct();
    }

    private static long Rounded(long bytes) => (bytes + SmallDisk.Page - 1) / SmallDisk.Page * SmallDisk.Page;

    /// <summary>Runs of one kind.</summary>
    private sealed class Tally
    {
        public int Full { get; set; }

        public int Temporary { get; set; }

        public int Limit { get; set; }

        public int ReadOnly { get; set; }

        public int Well { get; set; }

        public string[] Row(string name) => [name, .. new long[] { Full, Temporary, Limit, ReadOnly, Well }.Select(FaultsDocument.Number)];
    }
}
