using Norm.ML.Onnx;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Models;

/// <summary>The norms of ONNX files.</summary>
internal static class OnnxFile
{
    /// <summary>Whether a file is to be read as one: by its name, or by its first bytes, which no text begins with.</summary>
    public static bool Is(string path, ReadOnlySpan<byte> start) =>
        path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || (start.Length >= 2 && start[0] == 8 && start[1] is > 0 and < 32);

    /// <summary>Reads the norms.</summary>
    /// <exception cref="ToolException">There is no such file, or it is not a whole model.</exception>
    public static OnnxNorms Read(string path)
    {
        InputFile.Open(path).Dispose();
        try
        {
            return OnnxNorms.Read(path);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(OneLine.Of(problem), problem);
        }
    }
}
