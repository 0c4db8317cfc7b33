using Microsoft.ML;

namespace Norm.ML.Tool.Output;

/// <summary>
/// ML.NET packs and unpacks models in temporary files, and leaves them where that fails. Here they have a folder of their own that is deleted, and a
/// disk that is full is told apart from a file that is damaged.
/// </summary>
internal static class TemporaryFolder
{
    private const string Prefix = "norm-ml-model-";

    /// <summary>Does a step that writes or reads a model.</summary>
    /// <param name="ml">The context of the step.</param>
    /// <param name="path">The model.</param>
    /// <param name="step">The step; what goes wrong with other files is passed on.</param>
    /// <exception cref="ToolException">A temporary file cannot be written.</exception>
    public static T Use<T>(MLContext ml, string path, Func<T> step)
    {
        ScratchFolder folder;
        try
        {
            folder = new ScratchFolder(Prefix);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Problem(path, problem);
        }

        try
        {
            ml.TempFilePath = folder.FullName;
            return step();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException
        && problem.Message.Contains(folder.FullName, StringComparison.Ordinal))
        {
            throw Problem(path, problem);
        }
        finally
        {
            folder.Dispose();
        }
    }

    private static ToolException Problem(string path, Exception problem) =>
        new($"{path}: the folder for temporary files, {Path.GetTempPath()}, cannot be written: {OneLine.Of(problem).Split(" : '")[0].TrimEnd('.')}.",
        problem);
}
