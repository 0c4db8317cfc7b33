using System.Diagnostics;

namespace Norm.ML.Reliability.Faults;

/// <summary>
/// Kills processes at random moments: over all of their time, and more often while they write. After each kill every output is absent, the old one or
/// the whole new one; after every few, the command is run undisturbed, gives the content that it gives alone, and clears what was left.
/// </summary>
internal static class Kills
{
    private const int KillsInARow = 5, AttemptsPerKill = 20;
    private const double AimedAtWriting = 0.6, ShareOfLibraries = 0.4;

    public static string Run(FaultsPlace inputs, int kills, int seed, int atOnce, Findings findings)
    {
        // Each kind has moments of its own, so that the order does not matter; the last takes what rounding has left.
        int each = Math.Max(1, (int)(ShareOfLibraries * kills / SavingLoop.Kinds.Count)), left = kills - each * SavingLoop.Kinds.Count;
        double shares = Writing.All.Sum(writing => writing.Share);
        List<Func<FaultsPlace, Random, Tally>> kinds = [];
        foreach (string kind in SavingLoop.Kinds)
        {
            kinds.Add((place, random) => Library(place, kind, each, random, findings));
        }

        int ofTool = left;
        foreach (Writing writing in Writing.All)
        {
            int some = writing == Writing.All[^1] ? left : Math.Min(left, (int)Math.Round(ofTool * writing.Share / shares));
            kinds.Add((place, random) => Tool(place, writing, some, random, findings));
            left -= some;
        }

        var results = new Tally[kinds.Count];
        Parallel.For(0, kinds.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, i =>
        {
            using var place = new FaultsPlace(inputs);
            results[i] = kinds[i](place, new Random(seed * 1000 + i));
        });
        List<Tally> tallies = [.. results];
        tallies.Add(new Tally("all")
        {
            Before = tallies.Sum(one => one.Before),
            During = tallies.Sum(one => one.During),
            After = tallies.Sum(one => one.After),
            Left = tallies.Sum(one => one.Left),
            Cleared = tallies.Sum(one => one.Cleared),
        });
        return FaultsDocument.Table("Killed processes",
            """
            `kill -9` at random moments. During: a temporary file, or one of two outputs, was written; before and after: the outputs were the old
            ones, or all the new ones (of a library's loop: between two saves). Left: temporary files beside outputs after a kill; cleared:
            those of them that the next runs deleted.
            """,
            ["what was killed", "kills", "before", "during", "after", "left", "cleared"],
            tallies.Select(one => new[] { one.Name }.Concat(new long[] { one.Kills, one.Before, one.During, one.After, one.Left, one.Cleared }
                .Select(FaultsDocument.Number)).ToArray()));
    }

    // One process saves many times.
    private static Tally Library(FaultsPlace place, string kind, int kills, Random random, Findings findings)
    {
        const string File = "saved";
        place.Clear();
        var tally = new Tally($"saving {kind}, by the library");
        Action<string>[] saves = SavingLoop.Saves(kind);
        string[] known = [.. saves.Select(save =>
        {
            save(place.At(File));
            return Content.Of(place.At(File));
        })];
        for (int i = 0; i < kills; i++)
        {
            System.IO.File.Delete(place.At(File));
            HashSet<string> before = place.TemporaryFiles(place.Folder);
            using ChildProcess process = ChildProcess.Own(place, ["faults-saving-loop", kind, place.At(File)]);
            while (!System.IO.File.Exists(place.At(File)) && !process.HasExited)
            {
                Thread.Sleep(1);
            }

            Wait(random.NextDouble() * 60);
            Ended ended = process.Kill();
            string content = Content.Of(place.At(File));
            findings.Check(ended.ExitCode == Ended.Killed, $"{tally.Name}: it ended by itself: {ended.Error}");
            findings.Check(known.Contains(content), $"{tally.Name}, kill {i}: the file is neither of the two: {content}");
            string[] left = [.. place.TemporaryFiles(place.Folder)];
            tally.Count(before, left, old: true, whole: false);
            Unchanged(place, tally.Name, findings);
            place.ClearTemporary();
        }

        saves[0](place.At(File));
        tally.Cleared += place.TemporaryFiles(place.Folder).Count == 0 ? tally.LeftNow : 0;
        tally.LeftNow = 0;
        findings.Check(place.Others().SequenceEqual([File]), $"{tally.Name}: left after the last save: {string.Join(", ", place.Others())}");
        Console.WriteLine(tally);
        return tally;
    }

    private static Tally Tool(FaultsPlace place, Writing writing, int kills, Random random, Findings findings)
    {
        place.Clear();
        var tally = new Tally(writing.Name);
        Dictionary<string, string> older = writing.Older.Length == 0 ? [] : Make(place, writing, writing.Older, keep: true);
        Dictionary<string, string> newer = Make(place, writing, writing.Arguments, keep: false);
        (double all, double written) = Measure(place, writing);
        for (int attempts = 0; tally.Kills < kills && attempts < AttemptsPerKill * kills; attempts++)
        {
            bool hasOlder = writing.Older.Length > 0 && random.Next(2) == 0;
            foreach (string output in writing.Outputs)
            {
                File.Delete(place.At(output));
                if (hasOlder)
                {
                    File.Copy(place.At($"older-{output}"), place.At(output));
                }
            }

            HashSet<string> before = place.TemporaryFiles(place.Folder);
            bool aimed = random.NextDouble() < AimedAtWriting;
            using ChildProcess process = ChildProcess.Tool(place, writing.Arguments);
            if (aimed)
            {
                while (!process.HasExited && !place.TemporaryFiles(place.Folder).Except(before).Any())
                {
                    Thread.Sleep(1);
                }

                Wait(random.NextDouble() * 1.2 * written);
            }
            else
            {
                Wait(random.NextDouble() * all);
            }

            Ended ended = process.Kill();
            if (ended.ExitCode == 0)
            {
                findings.Check(writing.Outputs.All(output => Content.Of(place.At(output)) == newer[output]), $"{writing.Name}: another result.");
                continue;
            }

            if (ended.ExitCode != Ended.Killed)
            {
                findings.Add($"{writing.Name}: ended by itself with exit code {ended.ExitCode}: {ended.Error}");
                continue;
            }

            int news = 0;
            foreach (string output in writing.Outputs)
            {
                string content = Content.Of(place.At(output)), old = hasOlder ? older[output] : Content.Absent;
                news += content == newer[output] ? 1 : 0;
                findings.Check(content == newer[output] || content == old, $"{writing.Name}, kill {tally.Kills}: {output} is neither old nor new.");
            }

            tally.Count(before, place.TemporaryFiles(place.Folder), news == 0, news == writing.Outputs.Length);
            Unchanged(place, writing.Name, findings);
            if (tally.Kills % KillsInARow == 0 || tally.Kills == kills)
            {
                Recover(place, writing, newer, tally, findings);
            }
        }

        Console.WriteLine(tally);
        return tally;
    }

    // Undisturbed, after all that: the same contents, and nothing left.
    private static void Recover(FaultsPlace place, Writing writing, Dictionary<string, string> newer, Tally tally, Findings findings)
    {
        int left = place.TemporaryFiles(place.Folder).Count;
        using ChildProcess process = ChildProcess.Tool(place, writing.Arguments);
        Ended ended = process.End();
        findings.Check(ended.ExitCode == 0, $"{writing.Name}: the run after the kills failed: {ended.Error}");
        foreach (string output in writing.Outputs)
        {
            findings.Check(Content.Of(place.At(output)) == newer[output], $"{writing.Name}: {output} of the run after the kills is another one.");
        }

        findings.Check(left == 0 || ended.Error.Contains("of runs that were killed.", StringComparison.Ordinal),
            $"{writing.Name}: the run after the kills does not say that it cleared {left} files: {ended.Error}");
        string[] others = [.. place.Others().Where(name => !name.StartsWith("older-", StringComparison.Ordinal)).Except(writing.Outputs)];
        findings.Check(others.Length == 0, $"{writing.Name}: left after the run after the kills: {string.Join(", ", others)}");
        string[] temporary = [.. Directory.EnumerateFileSystemEntries(place.Temporary).Select(path => Path.GetFileName(path))
            .Where(name => name.StartsWith("norm-ml", StringComparison.Ordinal))];
        findings.Check(temporary.Length == 0, $"{writing.Name}: left in the folder for temporary files: {string.Join(", ", temporary)}");
        tally.Cleared += tally.LeftNow - place.TemporaryFiles(place.Folder).Count;
        tally.LeftNow = 0;
    }

    private static Dictionary<string, string> Make(FaultsPlace place, Writing writing, string[] arguments, bool keep)
    {
        place.Run(arguments);
        return writing.Outputs.ToDictionary(output => output, output =>
        {
            string content = Content.Of(place.At(output));
            if (keep)
            {
                File.Copy(place.At(output), place.At($"older-{output}"));
            }

            return content;
        });
    }

    // Milliseconds: of a whole run, and from the first temporary file to the end.
    private static (double All, double Written) Measure(FaultsPlace place, Writing writing)
    {
        long start = Stopwatch.GetTimestamp(), first = 0;
        using ChildProcess process = ChildProcess.Tool(place, writing.Arguments);
        while (!process.HasExited)
        {
            if (first == 0 && place.TemporaryFiles(place.Folder).Count > 0)
            {
                first = Stopwatch.GetTimestamp();
            }

            Thread.Sleep(1);
        }

        process.End();
        double all = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return (all, first == 0 ? all : Stopwatch.GetElapsedTime(first).TotalMilliseconds);
    }

    private static void Unchanged(FaultsPlace place, string name, Findings findings)
    {
        foreach (string changed in place.ChangedInputs())
        {
            findings.Add($"{name}: the input {changed} has changed.");
        }
    }

    private static void Wait(double milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds)
        {
            Thread.Sleep(milliseconds - Stopwatch.GetElapsedTime(start).TotalMilliseconds > 2 ? 1 : 0);
        }
    }

    /// <summary>Kills of one kind.</summary>
    private sealed class Tally(string name)
    {
        public string Name { get; } = name;

        public int Kills => Before + During + After;

        public int Before { get; set; }

        public int During { get; set; }

        public int After { get; set; }

        /// <summary>Temporary files after kills; and those that are there now.</summary>
        public int Left { get; set; }

        public int LeftNow { get; set; }

        public int Cleared { get; set; }

        public void Count(IReadOnlySet<string> before, IEnumerable<string> now, bool old, bool whole)
        {
            int left = now.Except(before).Count();
            (Left, LeftNow) = (Left + left, LeftNow + left);
            if (left > 0 || !(old || whole))
            {
                During++;
            }
            else if (whole)
            {
                After++;
            }
            else
            {
                Before++;
            }
        }

        public override string ToString() =>
            $"{Name}: {Kills} kills; before {Before}, during {During}, after {After}; left {Left}, cleared {Cleared}";
    }
}
