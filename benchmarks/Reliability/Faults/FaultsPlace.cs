using System.Globalization;
using System.Text;

namespace Norm.ML.Reliability.Faults;

/// <summary>A temporary folder with data, a model and statistics, which every attack reads and none may change.</summary>
internal sealed class FaultsPlace : IDisposable
{
    private const int Rows = 20_000, Columns = 6, RowsOfLarge = 60_000, ColumnsOfLarge = 12;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("norm-ml-faults-");
    private readonly Dictionary<string, string> _inputs = [];

    public FaultsPlace()
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Temporary);
        Write("data.csv", Rows, Columns, 1);
        Write("other.csv", Rows / 10, Columns, 2);
        Write("large.csv", RowsOfLarge, ColumnsOfLarge, 3);
        Run("fit", "data.csv", "--ignore", "key", "--out", "model.zip");
        Run("fit", "data.csv", "--ignore", "key", "--shard", "1/2", "--stats", "part1.nstat");
        Run("fit", "data.csv", "--ignore", "key", "--shard", "2/2", "--stats", "part2.nstat");
        foreach (string file in Directory.EnumerateFiles(Folder))
        {
            _inputs.Add(Path.GetFileName(file), Content.Of(file));
        }
    }

    /// <summary>Another folder with the same inputs.</summary>
    public FaultsPlace(FaultsPlace other)
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Temporary);
        foreach ((string name, string content) in other._inputs)
        {
            File.Copy(other.At(name), At(name));
            _inputs.Add(name, content);
        }
    }

    /// <summary>Where the attacks work.</summary>
    public string Folder => Path.Combine(_root.FullName, "work");

    /// <summary>Their folder for temporary files.</summary>
    public string Temporary => Path.Combine(_root.FullName, "tmp");

    /// <summary>The root, for folders of an attack's own.</summary>
    public string Root => _root.FullName;

    /// <summary>Temporary files that stand beside outputs now.</summary>
    public HashSet<string> TemporaryFiles(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Where(name => name.EndsWith(".tmp", StringComparison.Ordinal))];

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Runs the tool undisturbed.</summary>
    public Ended Run(params string[] arguments)
    {
        using ChildProcess process = ChildProcess.Tool(this, arguments);
        Ended ended = process.End();
        return ended.ExitCode == 0 ? ended : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {ended.Error}");
    }

    /// <summary>The inputs that are not as they were.</summary>
    public IEnumerable<string> ChangedInputs() => _inputs.Where(input => Content.Of(At(input.Key)) != input.Value).Select(input => input.Key);

    /// <summary>Everything but the inputs is deleted.</summary>
    public void Clear()
    {
        foreach (string file in Directory.EnumerateFiles(Folder).Where(path => !_inputs.ContainsKey(Path.GetFileName(path))))
        {
            File.Delete(file);
        }

        ClearTemporary();
    }

    /// <summary>The folder for temporary files is emptied: ML.NET leaves its own there.</summary>
    public void ClearTemporary()
    {
        foreach (string left in Directory.EnumerateFileSystemEntries(Temporary))
        {
            if (Directory.Exists(left))
            {
                Directory.Delete(left, recursive: true);
            }
            else
            {
                File.Delete(left);
            }
        }
    }

    /// <summary>What is in the folder beside the inputs.</summary>
    public IReadOnlyList<string> Others() =>
        [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Where(name => !_inputs.ContainsKey(name)).Order()];

    public void Dispose() => _root.Delete(recursive: true);

    private void Write(string name, int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        text.AppendJoin(',', Enumerable.Range(0, columns).Select(i => $"c{i}")).Append(",key\n");
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < columns; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{random.NextDouble() * 1000:R},");
            }

            text.Append(CultureInfo.InvariantCulture, $"k{row % 50}\n");
        }

        File.WriteAllText(At(name), text.ToString());
    }
}
