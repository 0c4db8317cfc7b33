using Microsoft.ML;
using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Reading;

/// <summary>Files of the writer, read again.</summary>
public class RoundTripTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string name in OnnxCases.All.Keys.Where(name => !name.Contains("Inverse", StringComparison.Ordinal)))
            {
                foreach (int opset in (int[])[17, 18, 21, 23])
                {
                    cases.Add(name, opset);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_norm_that_is_written_with_operators_is_read_as_it_was(string name, int opset)
    {
        IDataView data = OnnxData.Load(_context);
        ITransformer transformer = OnnxCases.All[name].Fit(_context, data);
        OnnxNorms norms = OnnxNorms.Read(new MemoryStream(OnnxModel.FromTransformer(transformer, data.Schema, new() { Opset = opset }).ToArray()));
        if (norms.Count == 0)
        {
            // Primitive operators over groups of channels that come last reduce other axes than the last.
            Assert.Contains("are not the last ones", Assert.Single(norms.Unread).Reason);
            Assert.Matches("(Group|Instance)Norm of .*[lL]ast", name);
            return;
        }

        OnnxNormNode read = Assert.Single(norms);
        Assert.Empty(norms.Unread);
        Assert.Equal(23, norms.Opset + 23 - opset);
        Assert.StartsWith("Norm.ML.Onnx ", norms.Producer);
        Check(name, read, transformer, data);
    }

    [Fact]
    public void Every_norm_of_the_catalog_is_written_and_read()
    {
        IDataView data = OnnxData.Load(_context);
        var kinds = new HashSet<NormKind>();
        foreach (Func<MLContext, IDataView, ITransformer> fit in OnnxCases.All.Where(one => !one.Key.Contains("Inverse", StringComparison.Ordinal))
            .Select(one => (Func<MLContext, IDataView, ITransformer>)one.Value.Fit))
        {
            OnnxNorms norms = OnnxNorms.Read(new MemoryStream(OnnxModel.FromTransformer(fit(_context, data), data.Schema).ToArray()));
            foreach (OnnxNormNode node in norms)
            {
                kinds.Add(node.Kind);
                if (!NormCatalog.Get(node.Kind).Fitted)
                {
                    Assert.Equal(node.Kind, Assert.IsType<RowNormTransformer>(node.ToTransformer(_context, "Out")).Kind);
                }
            }
        }

        Assert.Equal(NormCatalog.All.Select(norm => norm.Kind), kinds.Order());
    }

    private void Check(string name, OnnxNormNode read, ITransformer transformer, IDataView data)
    {
        IDataView output = transformer.Transform(data);
        // What is read has its channels first; the rows of these columns would have to be turned.
        if (read.Kind is not (NormKind.LayerNorm or NormKind.RmsNorm) && name.Contains("Last", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        string input = ((NormTransformer)transformer).Columns[0].InputColumnName;
        NormTransformer again = read.ToTransformer(_context, "Out", input);
        double[][] expected = SameNumbers.Rows(output, "Out"), actual = SameNumbers.Rows(again.Transform(data), "Out");
        for (int row = 0; row < expected.Length; row++)
        {
            double scale = expected[row].Where(double.IsFinite).Select(Math.Abs).Max();
            for (int i = 0; i < expected[row].Length; i++)
            {
                // Gamma, beta, mean and epsilon went through a float.
                Assert.True(Math.Abs(expected[row][i] - actual[row][i]) <= 1e-3 * scale || expected[row][i].Equals(actual[row][i]),
                    $"{name}, row {row}, element {i}: {expected[row][i]:R} was written, {actual[row][i]:R} is read.");
            }
        }
    }
}
