using Norm.ML.Onnx;

namespace Norm.ML.Tool.Models;

/// <summary>The norm of an ONNX file as what <c>--like</c> chooses: its kind, epsilon, groups, gamma and beta. Statistics are learned anew.</summary>
internal static class LikeNorm
{
    /// <summary>Reads a norm of an ONNX file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The norm's name; null where the file has one only.</param>
    /// <exception cref="ToolException">There is no such norm, or there are several.</exception>
    public static NormChoice Read(string path, string? name)
    {
        OnnxNormNode norm = Find(path, OnnxFile.Read(path), name);
        string title = $"{NormCatalog.Get(norm.Kind).DisplayName}, like {norm.Name} of {path},";
        if (norm.Kind == NormKind.BatchNorm)
        {
            var options = new BatchNormOptions { Epsilon = norm.Epsilon, Gamma = norm.Gamma, Beta = norm.Beta };
            return new("like", title, "", 1, false, (transforms, column) => transforms.BatchNorm(column, options: options)) { Batch = options };
        }

        RowNormOptions row = norm.ToRowNormOptions();
        return new("like", title, "", 2, true, (transforms, column) => transforms.RowNorm(column, null, row));
    }

    private static OnnxNormNode Find(string path, OnnxNorms norms, string? name)
    {
        if (name is null && norms.Count == 1)
        {
            return norms[0];
        }

        if (name is null)
        {
            throw new ToolException(norms.Count == 0
                ? $"{path}: there is not a norm in it that can be read; 'norm-ml inspect {path}' shows what there is."
                : $"{path}: there are {norms.Count} norms in it; --like-norm names one of them, such as {norms[0].Name}. "
                    + $"'norm-ml inspect {path}' lists them.");
        }

        try
        {
            return norms[name];
        }
        catch (KeyNotFoundException problem)
        {
            throw new ToolException(OneLine.Of(problem), problem);
        }
    }
}
