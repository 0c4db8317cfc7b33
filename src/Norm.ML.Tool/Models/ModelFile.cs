using Microsoft.ML;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Models;

/// <summary>ML.NET's model files.</summary>
static class ModelFile
{
    /// <summary>The column that the fitted columns are gathered in.</summary>
    public const string Features = "Features";

    /// <summary>Writes a model: all of it or nothing.</summary>
    public static void Save(MLContext ml, CommandFiles files, string path, ITransformer model, DataViewSchema inputs, CancellationToken cancellation) =>
        files.Write(path, cancellation, stream => ml.Model.Save(model, inputs, stream));

    /// <summary>Reads a model.</summary>
    /// <exception cref="ToolException">There is no such file, or it is no whole model.</exception>
    public static (ITransformer Model, DataViewSchema Inputs) Load(MLContext ml, string path)
    {
        using FileStream stream = InputFile.Open(path);
        ITransformer model;
        DataViewSchema? inputs;
        try
        {
            model = ml.Model.Load(stream, out inputs);
        }
        catch (Exception problem)
        {
            // What a damaged file makes a reader throw is anybody's guess.
            throw new ToolException($"{path}: this is no ML.NET model, or a damaged one: {OneLine.Of(problem)}", problem);
        }

        return inputs is not null ? (model, inputs) : throw new ToolException($"{path}: the model was saved without the columns that it needs.");
    }
}
