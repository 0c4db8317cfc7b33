using System.CommandLine;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Reliability.Mutants;

/// <summary>Mutation testing: small changes of the code, which the tests have to notice.</summary>
internal static class MutantsCommand
{
    private const int FullCount = 500;
    private const double GoodScore = 85;

    public static Command Create()
    {
        var project = new Option<string[]>("--project") { Description = "Projects to mutate.", AllowMultipleArgumentsPerToken = true };
        project.AcceptOnlyFromAmong([.. MutatedProject.All.Select(known => known.Name)]);
        var seed = new Option<int>("--seed") { Description = "Another seed, other mutants.", DefaultValueFactory = _ => 1 };
        var count = new Option<int>("--count")
        {
            Description = $"How many mutants to test in each project. Default {FullCount}; 40 with --since.",
            DefaultValueFactory = result => result.GetValue<string>("--since") is null ? FullCount : 40,
        };
        var since = new Option<string?>("--since") { Description = "Only files that changed since this commit or branch, in any project." };
        var minutes = new Option<double>("--minutes")
        {
            Description = "Starts no further batch after so many minutes per project.",
            DefaultValueFactory = _ => 600,
        };
        var batch = new Option<int>("--batch") { Description = "Mutants per run of Stryker.", DefaultValueFactory = _ => FullCount };
        var again = new Option<bool>("--again") { Description = "Tests those of the last sample that lived, with every test at normal depth." };
        var resume = new Option<bool>("--resume") { Description = "Goes on with the last sample, which ended early, or takes more mutants." };
        var output = new Option<string?>("--out") { Description = "The Markdown file for the results, whatever the size of the run." };
        var command = new Command("mutants", "Changes the code in small ways and runs the tests, in a copy of the repository: docs/reliability.md.")
        {
            project, seed, count, since, minutes, batch, resume, again, output,
        };
        command.SetAction(result =>
        {
            var run = new Settings(result.GetValue(project) ?? [], result.GetValue(seed), result.GetValue(count), result.GetValue(since),
                result.GetValue(minutes), result.GetValue(batch), result.GetValue(resume), result.GetValue(again), result.GetValue(output));
            try
            {
                return Run(run);
            }
            catch (Exception problem) when (problem is InvalidOperationException or IOException)
            {
                Console.Error.WriteLine(problem.Message);
                return 2;
            }
        });
        return command;
    }

    private static int Run(Settings run)
    {
        string root = RepositoryFiles.Root;
        HashSet<string>? changed = run.Since is null ? null : ChangedFiles(root, run.Since);
        var projects = new List<(MutatedProject Project, List<Slice> Slices)>();
        foreach (MutatedProject project in MutatedProject.All.Where(known => run.Projects.Length == 0 || run.Projects.Contains(known.Name)))
        {
            IEnumerable<string> files = Workspace.Sources(root, project).Where(file => changed?.Contains(file) ?? true);
            if (Slice.Draw(root, files, run.Seed) is { Count: > 0 } slices)
            {
                projects.Add((project, slices));
            }
        }

        if (projects.Count == 0)
        {
            Console.WriteLine($"No code of {string.Join(", ", MutatedProject.All.Select(known => known.Name))} changed since {run.Since}.");
            return 0;
        }

        var equivalent = new EquivalentMutants(root);
        using var workspace = new Workspace(root);
        if (workspace.Dotnet(".", new Dictionary<string, string>(), "tool", "restore") != 0)
        {
            throw new InvalidOperationException("dotnet tool restore failed.");
        }

        bool good = true;
        foreach ((MutatedProject project, List<Slice> slices) in projects)
        {
            Sample sample = Test(run, root, workspace, project, slices);
            string? file = run.Output ?? (run.Since is null && (sample.Tested.Count() >= FullCount || sample.Drawn == sample.Candidates)
                ? Path.Combine(RepositoryFiles.Results, "reliability", "mutants.md")
                : null);
            if (file is not null)
            {
                MutantsDocument.Write(file, sample, equivalent);
            }

            Console.WriteLine();
            Console.Write(MutantsDocument.Survivors(sample, equivalent));
            Console.WriteLine(MutantsDocument.Summary(sample, equivalent));
            good &= MutantsDocument.Score(sample, equivalent) >= GoodScore;
        }

        return good ? 0 : 1;
    }

    private static Sample Test(Settings run, string root, Workspace workspace, MutatedProject project, List<Slice> slices)
    {
        string line = $"mutants --project {project.Name} --seed {run.Seed} --count {run.Count}";
        if (run.Since is not null)
        {
            return new Sample(project.Name, $"mutants --since {run.Since}", slices.Count, 0, [], 0)
                .Extend(workspace, slices, run.Count, run.Batch, run.Minutes, _ => { });
        }

        Sample start = run.Again || run.Resume ? Sample.Load(root, project.Name) : new Sample(project.Name, line, slices.Count, 0, [], 0);
        if (!start.Command.Contains($"--project {project.Name} --seed {run.Seed} ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The last sample of {project.Name} had another seed: {start.Command}");
        }

        Sample sample = run.Again
            ? start.TestAgain(workspace)
            : (start with { Command = line }).Extend(workspace, slices, run.Count, run.Batch, run.Minutes, taken => taken.Save(root));
        sample.Save(root);
        return sample;
    }

    /// <summary>Files that differ from where the branch left the commit, those that are not committed yet too.</summary>
    private static HashSet<string> ChangedFiles(string root, string commit)
    {
        string start = Workspace.Git(root, '\n', "merge-base", commit, "HEAD")[0];
        return
        [
            .. Workspace.Git(root, '\0', "diff", "--name-only", "-z", start),
            .. Workspace.Git(root, '\0', "ls-files", "-z", "--others", "--exclude-standard"),
        ];
    }

    /// <summary>The command line.</summary>
    private sealed record Settings(
        string[] Projects, int Seed, int Count, string? Since, double Minutes, int Batch, bool Resume, bool Again, string? Output);
}
