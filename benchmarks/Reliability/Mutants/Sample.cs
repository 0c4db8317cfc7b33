using System.Diagnostics;
using System.Text.Json;

namespace Norm.ML.Reliability.Mutants;

/// <summary>The mutants of one project that were tested, in the order of the draw.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="Command">The command line that repeats it.</param>
/// <param name="Candidates">How many slices the project has.</param>
/// <param name="Drawn">How many of them were tested.</param>
/// <param name="Mutants">Their mutants.</param>
/// <param name="Minutes">How long it took, with everything that Stryker builds.</param>
internal sealed record Sample(string Project, string Command, int Candidates, int Drawn, IReadOnlyList<Mutant> Mutants, double Minutes)
{
    // Mutants per line of code.
    private const double FirstGuess = 0.7;

    public IEnumerable<Mutant> Tested => Mutants.Where(mutant => mutant.Tested);

    /// <summary>
    /// Tests further slices in the order of the draw, until <paramref name="count"/> mutants were tested, none are left, or the time is over. The
    /// sample is passed to <paramref name="save"/> after each batch: a run of hours that ends early goes on from there.
    /// </summary>
    public Sample Extend(Workspace workspace, IReadOnlyList<Slice> slices, int count, int batch, double minutes, Action<Sample> save)
    {
        CheckUnchanged(workspace);
        var project = MutatedProject.Named(Project);
        var watch = Stopwatch.StartNew();
        Sample sample = this;
        double perStatement = FirstGuess;
        while (sample.Drawn < slices.Count && sample.Tested.Count() < count && (sample.Drawn == Drawn || watch.Elapsed.TotalMinutes < minutes))
        {
            int next = sample.Drawn, wanted = Math.Min(batch, count - sample.Tested.Count());
            var part = new List<Slice>();
            while (next < slices.Count && (part.Count == 0 || part.Sum(slice => slice.Statements) * perStatement < wanted))
            {
                part.Add(slices[next++]);
            }

            Console.WriteLine($"{project.Name}: slices {sample.Drawn + 1} to {next} of {slices.Count}");
            sample = sample with
            {
                Drawn = next,
                Mutants = [.. sample.Mutants, .. Stryker.Test(workspace, project, part, project.Depth, project.Filter)],
                Minutes = Minutes + watch.Elapsed.TotalMinutes,
            };
            save(sample);
            perStatement = Math.Max(0.05, sample.Tested.Count() / (double)slices.Take(next).Sum(slice => slice.Statements));
        }

        return sample;
    }

    /// <summary>Tests once more those that lived, with every test at normal depth. The code has to be the one of the first run.</summary>
    public Sample TestAgain(Workspace workspace)
    {
        var watch = Stopwatch.StartNew();
        Mutant[] lived = [.. Mutants.Where(mutant => mutant.Lived)];
        if (lived.Length == 0)
        {
            return this;
        }

        CheckUnchanged(workspace);
        Slice[] places = [.. lived.Select(mutant => new Slice(mutant.File, mutant.Line, mutant.Start, mutant.End, 1)).Distinct()];
        var found = new Dictionary<(string, int, int, string), Mutant>();
        List<Mutant> retested = Stryker.Test(workspace, MutatedProject.Named(Project), places, depth: null, filter: null);
        foreach (Mutant mutant in retested.Where(mutant => mutant.Tested))
        {
            found[mutant.Identity] = mutant;
        }

        return this with
        {
            Mutants = [.. Mutants.Select(mutant => mutant.Lived ? found.GetValueOrDefault(mutant.Identity, mutant) : mutant)],
            Minutes = Minutes + watch.Elapsed.TotalMinutes,
        };
    }

    /// <summary>The last sample of a project, which lies in the ignored folder of builds.</summary>
    public static string StateFile(string repository, string project) => Path.Combine(repository, "artifacts", "mutants", project + ".json");

    public static Sample Load(string repository, string project)
    {
        string file = StateFile(repository, project);
        return File.Exists(file)
            ? JsonSerializer.Deserialize<Sample>(File.ReadAllText(file))!
            : throw new FileNotFoundException($"There is no sample of {project} to test again. Draw one without --again first.", file);
    }

    public void Save(string repository)
    {
        string file = StateFile(repository, Project);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(this));
    }

    /// <summary>Mutants are known by their places in the code, which have to be the same.</summary>
    private void CheckUnchanged(Workspace workspace)
    {
        if (Mutants.FirstOrDefault(mutant => !SameCode(workspace, mutant)) is { } moved)
        {
            throw new InvalidOperationException(
                $"{moved.File} was changed since its mutants were tested. Draw the sample anew, without --again and --resume.");
        }
    }

    private static bool SameCode(Workspace workspace, Mutant mutant)
    {
        string text = workspace.Source(mutant.File);
        return mutant.End <= text.Length && Stryker.SingleSpaces(text[mutant.Start..mutant.End]) == mutant.Original;
    }
}
