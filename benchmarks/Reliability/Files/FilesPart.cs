using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Text.Json;

namespace Norm.ML.Reliability.Files;

/// <summary>
/// A part of the run in a process of its own, which may end at any mutant: a file says which one is read, another what was found so far.
/// </summary>
internal sealed class FilesPart(string folder)
{
    private const int Snapshot = 2000, SecondsOfHang = 20;

    private long _started;

    /// <summary>Where the number of the mutant stands that is read now.</summary>
    public static string AtPath(string folder) => Path.Combine(folder, "at");

    /// <summary>Where the findings stand.</summary>
    public static string FindingsPath(string folder) => Path.Combine(folder, "findings.json");

    /// <summary>Is there if the process ended itself because a mutant did not end.</summary>
    public static string HangPath(string folder) => Path.Combine(folder, "hang");

    public void Run(int seed, long from, long count, string[] only, long[] skip, string? keep)
    {
        FileFormat[] formats = [.. FileFormats.All.Where(format => only.Length == 0 || only.Contains(format.Name))];
        using var file = MemoryMappedFile.CreateFromFile(AtPath(folder), FileMode.Create, null, sizeof(long));
        using MemoryMappedViewAccessor at = file.CreateViewAccessor();
        new Thread(() => Watch(at)) { IsBackground = true }.Start();
        int since = 0;
        Findings findings = MutatedFiles.Run(seed, from, count, formats, (mutant, sofar) =>
        {
            if (since++ % Snapshot == 0)
            {
                Save(sofar);
            }

            at.Write(0, mutant.Index);
            Volatile.Write(ref _started, Stopwatch.GetTimestamp());
            return !skip.Contains(mutant.Index);
        }, (mutant, what) => Keep(keep, mutant, what));
        Volatile.Write(ref _started, 0);
        Save(findings);
    }

    /// <summary>Writes a mutant that failed, under a name that says what it is.</summary>
    public static void Keep(string? keep, Mutant mutant, string what)
    {
        if (keep is null)
        {
            return;
        }

        string name = string.Concat(what.Take(60).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        Directory.CreateDirectory(keep);
        if (Directory.GetFiles(keep, $"{mutant.Format.Name}.*.{name}.bin").Length < 3)
        {
            File.WriteAllBytes(Path.Combine(keep, $"{mutant.Format.Name}.{mutant.Index}.{name}.bin"), mutant.Bytes);
        }
    }

    private void Save(Findings findings)
    {
        string path = FindingsPath(folder);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(findings));
        File.Move(path + ".new", path, overwrite: true);
    }

    private void Watch(MemoryMappedViewAccessor at)
    {
        for (long told = -1; ; Thread.Sleep(200))
        {
            long started = Volatile.Read(ref _started);
            TimeSpan time = started == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(started);
            if (time.TotalSeconds > Trial.MostSeconds && told != started)
            {
                told = started;
                Console.Error.WriteLine($"mutant {at.ReadInt64(0)} takes longer than {Trial.MostSeconds} s");
            }

            // It is read up to three times.
            if (time.TotalSeconds > SecondsOfHang)
            {
                File.WriteAllText(HangPath(folder), "");
                Process.GetCurrentProcess().Kill();
            }
        }
    }
}
