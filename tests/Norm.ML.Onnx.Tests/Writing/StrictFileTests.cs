using Microsoft.ML;
using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Writing;

/// <summary>
/// Strict files of every norm and every kind of generated kernel, over every kind of column and rows that are hard, run by ONNX Runtime.
/// </summary>
public class StrictFileTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string name in OnnxCases.All.Keys)
            {
                foreach (string set in OnnxData.Names)
                {
                    cases.Add(name, set);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_strict_file_gives_what_the_transformer_gives(string name, string set)
    {
        IDataView data = OnnxData.Load(_context, set);
        ITransformer transformer = OnnxCases.All[name].Fit(_context, data);

        // What differs between operator sets in these graphs is where reductions have their axes.
        foreach (int opset in set == "means of many sizes" ? [17, 18, 19, 20, 21, 22, 23] : (int[])[17, 23])
        {
            using var model = new RuntimeModel(OnnxModel.FromTransformer(transformer, data.Schema, new() { Opset = opset, Strict = true }).ToArray());
            SameNumbers.Check(model, transformer, data, "Out", _ => OnnxCases.All[name].Units);
        }
    }
}
