using Microsoft.ML;
using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Writing;

/// <summary>Files with the operators of each operator set, run by ONNX Runtime.</summary>
public class OperatorFileTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string name in OnnxCases.All.Keys)
            {
                foreach (int opset in (int[])[17, 18, 19, 20, 21, 22, 23])
                {
                    cases.Add(name, opset);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void On_rows_of_a_spread_like_their_mean_the_operator_gives_what_the_transformer_gives(string name, int opset)
    {
        IDataView data = OnnxData.Load(_context, "ordinary");
        ITransformer transformer = OnnxCases.All[name].Fit(_context, data);
        using var model = new RuntimeModel(OnnxModel.FromTransformer(transformer, data.Schema, new() { Opset = opset }).ToArray());
        bool isDouble = ColumnReader.ItemOf(transformer.GetOutputSchema(data.Schema)["Out"].Type) == typeof(double);

        // A float operator is off by a few units. In double, what is lost is that operators hold epsilon as a float.
        SameNumbers.Check(model, transformer, data, "Out", _ => isDouble ? 1e9 : 64);
    }
}
