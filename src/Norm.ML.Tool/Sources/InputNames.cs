using System.IO.Enumeration;
using Norm.ML.Internals.Files;

namespace Norm.ML.Tool.Sources;

/// <summary>The files that the command line names: as they are, by patterns with <c>*</c> and <c>?</c>, or <c>-</c> for standard input.</summary>
internal static class InputNames
{
    public const string StandardInput = "-";

    /// <summary>The files, in the order given; those of a pattern in the order of their names, byte by byte.</summary>
    /// <exception cref="ToolException">A pattern fits no file, or a file comes twice.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> names)
    {
        List<string> files = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var places = new Dictionary<(ulong Volume, ulong Number), string>();
        foreach (string name in names)
        {
            foreach (string file in IsPattern(name) ? Match(name) : [name])
            {
                if (!seen.Add(file == StandardInput ? file : Path.GetFullPath(file.Length > 0 ? file : ".")))
                {
                    string what = file == StandardInput ? "this is" : "this file is";
                    throw new ToolException($"{file}: {what} named twice; its rows would be counted twice.");
                }

                // By links, one file has several names.
                if (FileFacts.Of(file) is { Kind: FileKind.File, Number: not 0 } facts
                    && !places.TryAdd((facts.Volume, facts.Number), file))
                {
                    throw new ToolException($"{file}: this is the same file as {places[(facts.Volume, facts.Number)]}; "
                        + "its rows would be counted twice.");
                }

                files.Add(file);
            }
        }

        if (files.Count > 1 && files.Contains(StandardInput))
        {
            throw new ToolException("-: standard input cannot be read beside files.");
        }

        return files;
    }

    /// <summary>The files of data and of the data that it is compared with.</summary>
    /// <exception cref="ToolException">A pattern fits no file, a file comes twice in one of them, or both are standard input.</exception>
    public static (IReadOnlyList<string> Data, IReadOnlyList<string> Newer) Expand(IReadOnlyList<string> data, IReadOnlyList<string> newer)
    {
        (IReadOnlyList<string> first, IReadOnlyList<string> second) = (Expand(data), Expand(newer));
        return first.Contains(StandardInput) && second.Contains(StandardInput)
            ? throw new ToolException("-: standard input can be read once; --compare needs a file beside it.") : (first, second);
    }

    private static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '?') && !File.Exists(name);

    private static IEnumerable<string> Match(string pattern)
    {
        string root = Path.GetPathRoot(pattern) ?? "";
        string[] steps = pattern[root.Length..].Split(['/', Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        List<string> found = [root];
        for (int i = 0; i < steps.Length; i++)
        {
            bool last = i == steps.Length - 1;
            found = [.. found.SelectMany(folder => Step(folder, steps[i], last))];
        }

        return found.Count > 0 ? found.Order(StringComparer.Ordinal) : throw new ToolException($"{pattern}: there is no such file.");
    }

    private static IEnumerable<string> Step(string folder, string step, bool last)
    {
        if (!step.AsSpan().ContainsAny('*', '?'))
        {
            string path = Path.Combine(folder, step);
            return last ? File.Exists(path) ? [path] : [] : Directory.Exists(path) ? [path] : [];
        }

        string place = folder.Length > 0 ? folder : ".";
        IEnumerable<string> entries = Directory.Exists(place) ? last ? Directory.EnumerateFiles(place) : Directory.EnumerateDirectories(place) : [];

        // As in shells: a pattern finds hidden files only if it begins with a dot itself.
        return entries.Select(entry => Path.GetFileName(entry))
            .Where(name => name[0] != '.' || step[0] == '.')
            .Where(name => FileSystemName.MatchesSimpleExpression(step, name, ignoreCase: OperatingSystem.IsWindows()))
            .Select(name => Path.Combine(folder, name));
    }
}
