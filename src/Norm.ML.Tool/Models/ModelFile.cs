using Microsoft.ML;
using Norm.ML.Tool.Commands;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Models;

/// <summary>ML.NET's model files.</summary>
internal static class ModelFile
{
    /// <summary>The column that the fitted columns are gathered in.</summary>
    public const string Features = "Features";

    /// <summary>Writes a model: all of it or nothing.</summary>
    public static void Save(MLContext ml, CommandFiles files, string path, ITransformer model, DataViewSchema inputs,
        CancellationToken cancellation) =>
        files.Write(path, cancellation, stream => TemporaryFolder.Use(ml, path, () =>
        {
            ml.Model.Save(model, inputs, stream);
            return true;
        }));

    /// <summary>Reads a model.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="path">The file.</param>
    /// <param name="maximumBytes">The most bytes that it may have when it is unpacked; null for the default.</param>
    /// <exception cref="ToolException">There is no such file, it is not a whole model, or something that it needs is missing.</exception>
    public static (ITransformer Model, DataViewSchema Inputs) Load(MLContext ml, string path, long? maximumBytes = null)
    {
        using FileStream stream = InputFile.Open(path);
        if (!stream.CanSeek)
        {
            throw new ToolException($"{path}: this is not a file; a model is read twice, which a pipe cannot be.");
        }

        ITransformer model;
        DataViewSchema? inputs = null;
        try
        {
            var options = new ModelLoadOptions { MaximumBytes = maximumBytes, MaximumBytesName = SharedOptions.MaximumModelBytesName };
            model = InputFile.Try(path, () => TemporaryFolder.Use(ml, path, () => ml.Model.LoadChecked(stream, out inputs, options, path)));
        }
        catch (FormatException problem)
        {
            throw new ToolException(problem.Message, problem);
        }

        return inputs is not null ? (model, inputs) : throw new ToolException($"{path}: the model was saved without the columns that it needs.");
    }
}
