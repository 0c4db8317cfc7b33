using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Norm.ML.Tests.Onnx;

/// <summary>Plays ML.NET's exporter: walks a view back to its source, and lets each step from there on write itself.</summary>
public static class Recorder
{
    /// <summary>The graph of everything between a view and its source.</summary>
    /// <param name="view">The end of a pipeline.</param>
    /// <param name="opset">The version of ai.onnx that is asked for.</param>
    /// <param name="missing">Columns that the step before did not write.</param>
    public static Graph Record(IDataView view, int opset = 12, params string[] missing)
    {
        var steps = new Stack<ITransformCanSaveOnnx>();
        while (view is ITransformCanSaveOnnx step)
        {
            steps.Push(step);
            view = step.Source;
        }

        var context = new RecordingContext(opset);
        foreach (DataViewSchema.Column column in view.Schema)
        {
            if (!missing.Contains(column.Name))
                context.AddInput(column.Name, column.Type);
        }

        foreach (ITransformCanSaveOnnx step in steps)
        {
            if (step.CanSaveOnnx(context))
                step.SaveAsOnnx(context);
        }

        return context.Finish();
    }

    internal static Variable Describe(string name, DataViewType type) => type is VectorDataViewType vector
        ? new(name, vector.ItemType.RawType, [-1, .. vector.Dimensions.Select(dimension => (long)dimension)])
        : new(name, type.RawType, [-1, 1]);
}
