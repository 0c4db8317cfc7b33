using CsvHelper;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>Opens and reads files of the user, with what goes wrong told in one line.</summary>
internal static class InputFile
{
    // Larger than the default: files are read from start to end.
    private const int BufferSize = 1 << 16;

    /// <summary>Opens a file that can be read more than once.</summary>
    /// <exception cref="ToolException">There is no such file, or it cannot be opened.</exception>
    public static FileStream Open(string path)
    {
        FileStream stream = OpenFile(path);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw new ToolException($"{path}: this is a pipe; a file is needed, because it is read more than once.");
    }

    /// <summary>
    /// Whether the name, perhaps through links, is one of a file with something in it. A pipe is not opened to find that out: its writer would
    /// notice.
    /// </summary>
    public static bool IsOnDisk(string path) =>
        File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)) is FileInfo { Exists: true, Length: > 0 };

    /// <summary>Opens a file, or a pipe that can be left while nothing comes.</summary>
    /// <exception cref="ToolException">There is no such file, or it cannot be opened.</exception>
    public static Stream OpenAny(string path, CancellationToken cancellation)
    {
        FileStream stream = OpenFile(path);
        return stream.CanSeek ? stream : new InterruptibleStream(stream, cancellation);
    }

    private static FileStream OpenFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ToolException($"{path}: this is a folder; a file is needed.");
        }

        if (!File.Exists(path))
        {
            throw new ToolException($"{path}: there is no such file.");
        }

        const FileShare Others = FileShare.ReadWrite | FileShare.Delete;
        return Try(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, Others, BufferSize, FileOptions.SequentialScan));
    }

    /// <summary>Does a step of reading.</summary>
    /// <exception cref="ToolException">The file cannot be read or is not well-formed.</exception>
    public static T Try<T>(string path, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (CsvFormatException problem)
        {
            throw new ToolException($"{path}, line {problem.LineNumber}: {OneLine.Of(problem)} Is there a quote that is not closed?", problem);
        }
        catch (InvalidDataException problem)
        {
            throw new ToolException($"{path}: cannot be unpacked: {OneLine.Of(problem)}", problem);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new ToolException($"{path}: reading it is not permitted.", problem);
        }
        catch (IOException problem)
        {
            throw new ToolException($"{path}: cannot be read: {OneLine.Of(problem)}", problem);
        }
    }
}
