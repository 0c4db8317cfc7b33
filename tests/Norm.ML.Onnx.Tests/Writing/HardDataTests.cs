using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Writing;

/// <summary>
/// A fitted chain as ONNX, over as many rows as a service sees in a second: means far above the spread, huge and tiny numbers, outliers and
/// constants.
/// </summary>
public class HardDataTests
{
    private const int Count = 100_000;

    [Theory]
    [InlineData(17)]
    [InlineData(21)]
    [InlineData(23)]
    public void A_fitted_chain_has_our_numbers_in_OnnxRuntime_on_hard_rows(int opset)
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(Rows());
        ITransformer chain = context.Transforms.Concatenate("All", nameof(Row.Far), nameof(Row.Huge), nameof(Row.Tiny), nameof(Row.Outliers),
            nameof(Row.Same), nameof(Row.Ordinary))
            .Append(context.Transforms.CopyColumns("Copy", "All"))
            .Append(context.Transforms.BatchNorm("All"))
            .Append(context.Transforms.Conversion.ConvertType("All", outputKind: DataKind.Single))
            .Append(context.Transforms.LayerNorm("Layer", nameof(Row.Vector)))
            .Append(context.Transforms.RmsNorm("Rms", "All"))
            .Append(context.Transforms.GroupNorm("Group", nameof(Row.Vector), new GroupNormOptions { Groups = 2, Channels = 4 }))
            .Fit(data);
        foreach (bool strict in (bool[])[true, false])
        {
            using var model = new RuntimeModel(OnnxModel.FromTransformer(chain, data.Schema, new() { Opset = opset, Strict = strict }).ToArray());

            // The columns are doubles until the norm is done: the operator has digits enough for all but one unit.
            SameNumbers.Check(model, chain, data, "All", _ => 1);
            foreach (string column in strict ? ["Layer", "Rms", "Group"] : Array.Empty<string>())
            {
                SameNumbers.Check(model, chain, data, column, _ => 1);
            }
        }
    }

    private static List<Row> Rows()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Count).Select(i =>
        {
            double mean = Math.Pow(10, i % 8);
            return new Row
            {
                Far = 1e6 + random.NextDouble(),
                Huge = 1e30 * (1 + (1e-3 * random.NextDouble())),
                Tiny = 1e-30 * random.NextDouble(),
                Outliers = i % 1000 == 7 ? 1e9 : random.NextDouble(),
                Same = 0.1,
                Ordinary = random.NextDouble() - 0.5,
                Vector = [.. Enumerable.Range(0, 8).Select(_ => (float)(mean + random.NextDouble()))],
            };
        })];
    }

    private sealed class Row
    {
        public double Far { get; set; }

        public double Huge { get; set; }

        public double Tiny { get; set; }

        public double Outliers { get; set; }

        public double Same { get; set; }

        public double Ordinary { get; set; }

        [VectorType(8)]
        public float[] Vector { get; set; } = [];
    }
}
