using Norm.ML.Internals.Files;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Output;

/// <summary>A file that the command line names.</summary>
internal sealed class NamedFile
{
    private const string OpenInput = "/dev/stdin";

    private readonly FileFacts _facts;
    private readonly string _real;

    /// <summary>Looks what is there now.</summary>
    /// <param name="name">The option or argument that names it.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="place">Where it is.</param>
    public NamedFile(string name, string path, string place)
    {
        (Name, Path) = (name, path);
        if (place.Length == 0)
        {
            _real = "";
        }
        else
        {
            (_facts, _real) = (FileFacts.Of(place), RealPath(place));
        }
    }

    public string Name { get; }

    public string Path { get; }

    /// <summary>A file that is read. Standard input may be one, too: the shell has opened it.</summary>
    public static NamedFile Input(string name, string path) => path != InputNames.StandardInput ? new(name, path, path)
        : new(name, "standard input", OperatingSystem.IsWindows() ? "" : OpenInput);

    /// <summary>
    /// Whether both are one file: by its number on the disk, which links of both kinds share, or by its path where there is none yet. Devices do not
    /// count.
    /// </summary>
    public bool IsSameFile(NamedFile other)
    {
        if (_facts.Kind == FileKind.Device || other._facts.Kind == FileKind.Device || _real.Length == 0)
        {
            return false;
        }

        bool ignoreCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
        return _facts.IsSameFile(other._facts) || _real.Equals(other._real, ignoreCase ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal);
    }

    private static string RealPath(string place)
    {
        try
        {
            return OutputTarget.RealPath(place);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return System.IO.Path.GetFullPath(place);
        }
    }
}
