using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tool.Models;

/// <summary>The way back of a model: from normalized columns to the originals.</summary>
internal static class InverseModel
{
    /// <summary>Makes it.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="path">What messages call the model.</param>
    /// <param name="model">A model as <c>norm-ml fit</c> writes it: the columns gathered in one, then BatchNorm.</param>
    /// <param name="inputs">The columns that it needs.</param>
    /// <exception cref="ToolException">It is another model.</exception>
    public static ITransformer Of(MLContext ml, string path, ITransformer model, DataViewSchema inputs)
    {
        ITransformer[] steps = model is TransformerChain<ITransformer> chain ? [.. chain] : [model];
        FittedNormTransformer[] norms = [.. steps.OfType<FittedNormTransformer>()];
        if (norms is not [{ Columns: [{ InputColumnName: var input, OutputColumnName: var output }] } norm] || input != output
            || steps[0] is not ColumnConcatenatingTransformer)
        {
            throw new ToolException(norms.Length == 0
                ? $"{path}: --inverse goes back through BatchNorm, and there is none in the model; the other norms keep nothing to go back with."
                : $"{path}: --inverse needs a model as 'norm-ml fit' writes it: the columns gathered, then BatchNorm.");
        }

        // The column of keys, where there is one, is read beside the others.
        string? key = norm.Options.GroupColumnName;
        string[] columns = [.. inputs.Where(column => !column.IsHidden && column.Name != key).Select(column => column.Name)];
        ITransformer gather = ml.Transforms.Concatenate(input, columns).Fit(BlockDataView.Empty(columns, key));
        return new TransformerChain<ITransformer>(gather, norm.Inverse());
    }
}
