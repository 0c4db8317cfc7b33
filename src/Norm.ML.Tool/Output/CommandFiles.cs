using System.Globalization;
using Norm.ML.Internals.Files;

namespace Norm.ML.Tool.Output;

/// <summary>
/// The files that a command reads and writes. Before anything is read they are checked: no output is an input or another output, by whatever path.
/// Files that exist and are not an input are replaced, and a remark says so.
/// </summary>
internal sealed class CommandFiles(Terminal terminal)
{
    private readonly List<NamedFile> _inputs = [], _outputs = [];

    /// <summary>Adds files that are read.</summary>
    /// <param name="name">The option or argument that names them.</param>
    /// <param name="paths">The files; null for none.</param>
    public CommandFiles Input(string name, params IEnumerable<string?> paths)
    {
        _inputs.AddRange(paths.OfType<string>().Select(path => NamedFile.Input(name, path)));
        return this;
    }

    /// <summary>Adds files that are written.</summary>
    /// <param name="name">The option that names them.</param>
    /// <param name="paths">The files; null for none.</param>
    public CommandFiles Output(string name, params IEnumerable<string?> paths)
    {
        _outputs.AddRange(paths.OfType<string>().Select(path => new NamedFile(name, path, path)));
        return this;
    }

    /// <summary>Checks the files that were added, and deletes what killed runs have left beside the outputs.</summary>
    /// <exception cref="ToolException">An output is an input or another output, or cannot be written.</exception>
    public CommandFiles Check()
    {
        for (int i = 0; i < _outputs.Count; i++)
        {
            NamedFile output = _outputs[i];
            if (_inputs.FirstOrDefault(output.IsSameFile) is { } input)
            {
                throw new ToolException(
                    $"{output.Path}: {output.Name} names the same file as {input.Name}{Path(input, output)}; "
                        + "a file that is read is not overwritten.");
            }

            if (_outputs.Take(i).FirstOrDefault(output.IsSameFile) is { } other)
            {
                throw new ToolException($"{output.Path}: {other.Name} and {output.Name} name the same file{Path(other, output)}.");
            }
        }

        foreach (NamedFile output in _outputs)
        {
            Clear(output.Path);
        }

        return this;
    }

    /// <summary>Writes a file; a remark says if one was replaced.</summary>
    public void Write(string path, CancellationToken cancellation, Action<Stream> write)
    {
        bool replaced = WholeFile.Write(path, cancellation, write);
        terminal.HasWritten(path);
        if (replaced)
        {
            terminal.Say($"{path}: the file that was there is replaced.");
        }
    }

    private void Clear(string path)
    {
        OutputTarget target = WholeFile.Find(path);
        (int files, long bytes) = target.IsFile ? TemporaryFile.Clear(target.Path) : default;
        if (files > 0)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture,
                $"{path}: deleted {files} temporary file{(files == 1 ? "" : "s")} ({bytes} bytes) of runs that were killed."));
        }
    }

    private static string Path(NamedFile file, NamedFile output) => file.Path == output.Path ? "" : $", {file.Path}";
}
