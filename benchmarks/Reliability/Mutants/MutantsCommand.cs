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
            string[] names = result.GetValue(project) ?? [];
            string? commit = result.GetValue(since);
            if (names.Length == 0 && commit is null)
            {
                names = [.. MutatedProject.All.Select(known => known.Name)];
            }

            string root = RepositoryFiles.Root;
            int wanted = result.GetValue(count);
            IReadOnlySet<string>? changed = commit is null ? null : ChangedFiles(root, commit);
            var equivalent = new EquivalentMutants(root);
            bool good = true;
            using var workspace = new Workspace(root);
            if (workspace.Dotnet(".", new Dictionary<string, string>(), "tool", "restore") != 0)
            {
                throw new InvalidOperationException("dotnet tool restore failed.");
            }

            foreach (MutatedProject mutated in MutatedProject.All.Where(known => names.Length == 0 || names.Contains(known.Name)))
            {
                IEnumerable<string> files = Workspace.Sources(root, mutated).Where(file => changed?.Contains(file) ?? true);
                List<Slice> slices = Slice.Draw(root, files, result.GetValue(seed));
                if (slices.Count == 0)
                {
                    continue;
                }

                string line = $"mutants --project {mutated.Name} --seed {result.GetValue(seed)} --count {wanted}";
                Sample start = result.GetValue(again) || result.GetValue(resume)
                    ? Sample.Load(root, mutated.Name)
                    : new Sample(mutated.Name, line, slices.Count, 0, [], 0);
                string same = $"--project {mutated.Name} --seed {result.GetValue(seed)} ";
                if (!start.Command.Contains(same, StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"The last sample of {mutated.Name} had another seed: {start.Command}");
                }

                Sample sample = result.GetValue(again)
                    ? start.TestAgain(workspace)
                    : (start with { Command = line }).Extend(workspace, slices, wanted, result.GetValue(batch), result.GetValue(minutes), Save);
                string? file = result.GetValue(output);
                if (changed is null)
                {
                    Save(sample);
                    file ??= sample.Tested.Count() >= FullCount || sample.Drawn == sample.Candidates
                        ? Path.Combine(RepositoryFiles.Results, "reliability", "mutants.md")
                        : null;
                }

                if (file is not null)
                {
                    MutantsDocument.Write(file, sample, equivalent);
                }

                Console.WriteLine();
                Console.Write(MutantsDocument.Survivors(sample, equivalent));
                Console.WriteLine(MutantsDocument.Summary(sample, equivalent));
                void Save(Sample taken)
                {
                    if (changed is null)
                    {
                        taken.Save(root);
                    }
                }

                good &= MutantsDocument.Score(sample, equivalent) >= GoodScore;
            }

            return good ? 0 : 1;
        });
        return command;
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
}
