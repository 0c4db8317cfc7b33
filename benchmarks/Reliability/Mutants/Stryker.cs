using System.Text.Json;
using System.Text.Json.Nodes;

namespace Norm.ML.Reliability.Mutants;

/// <summary>Runs dotnet-stryker on slices of a project and reads its report.</summary>
internal static class Stryker
{
    /// <summary>The mutants in the slices, with what the tests made of them.</summary>
    public static List<Mutant> Test(Workspace workspace, MutatedProject project, IReadOnlyList<Slice> slices, string? depth, string? filter)
    {
        workspace.Build(project);
        workspace.MutateOnly(project, slices.Select(slice => slice.File).ToHashSet());
        string output = Path.Combine(workspace.Root, "tmp", "stryker");
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        string configuration = Path.Combine(workspace.Root, "tmp", "stryker.json");
        File.WriteAllText(configuration, Configuration(project, slices, filter).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        var environment = new Dictionary<string, string>();
        if (depth is not null)
        {
            environment["NORM_ML_TEST_DEPTH"] = depth;
        }

        int code = workspace.Dotnet(project.Tests, environment,
            "tool", "run", "dotnet-stryker", "--", "--config-file", configuration, "--output", output, "--skip-version-check");
        string report = Path.Combine(output, "reports", "mutation-report.json");
        return File.Exists(report)
            ? [.. Read(workspace.Root, report)]
            : throw new InvalidOperationException($"Stryker left no report for {project.Name} (exit code {code}).");
    }

    private static JsonObject Configuration(MutatedProject project, IReadOnlyList<Slice> slices, string? filter)
    {
        string[] patterns = [.. slices.GroupBy(slice => slice.File)
            .Select(file => $"**/{file.Key}" + string.Concat(file.Select(slice => $"{{{slice.Start}..{slice.End}}}")))];
        var options = new JsonObject
        {
            ["project"] = project.ProjectFile,
            ["configuration"] = "Release",
            ["mutation-level"] = "Complete",
            ["coverage-analysis"] = "perTest",
            ["concurrency"] = 1,
            ["additional-timeout"] = 20000,
            ["reporters"] = new JsonArray("json", "dots"),
            ["mutate"] = new JsonArray([.. patterns.Select(pattern => JsonValue.Create(pattern))]),
        };
        if (filter is not null)
        {
            options["test-case-filter"] = filter;
        }

        return new JsonObject { ["stryker-config"] = options };
    }

    private static IEnumerable<Mutant> Read(string root, string report)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(report));
        string folder = document.RootElement.GetProperty("projectRoot").GetString() ?? root;
        foreach (JsonProperty file in document.RootElement.GetProperty("files").EnumerateObject())
        {
            string path = Path.GetRelativePath(root, Path.GetFullPath(file.Name, folder)).Replace('\\', '/');
            string text = file.Value.GetProperty("source").GetString()!;
            int[] lines = [0, .. text.Select((c, i) => (c, i)).Where(pair => pair.c == '\n').Select(pair => pair.i + 1)];
            foreach (JsonElement mutant in file.Value.GetProperty("mutants").EnumerateArray())
            {
                JsonElement location = mutant.GetProperty("location");
                (int startLine, int start) = Place(location.GetProperty("start"), lines);
                (_, int end) = Place(location.GetProperty("end"), lines);
                int lineEnd = text.IndexOf('\n', lines[startLine - 1]);
                yield return new Mutant(path, startLine, start, end, mutant.GetProperty("mutatorName").GetString()!,
                    text[lines[startLine - 1]..(lineEnd < 0 ? text.Length : lineEnd)].Trim(), SingleSpaces(text[start..end]),
                    SingleSpaces(mutant.GetProperty("replacement").GetString()!), mutant.GetProperty("status").GetString()!);
            }
        }
    }

    private static (int Line, int Index) Place(JsonElement position, int[] lines)
    {
        int line = position.GetProperty("line").GetInt32();
        return (line, lines[line - 1] + position.GetProperty("column").GetInt32() - 1);
    }

    /// <summary>The code with one space wherever it has any.</summary>
    public static string SingleSpaces(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
