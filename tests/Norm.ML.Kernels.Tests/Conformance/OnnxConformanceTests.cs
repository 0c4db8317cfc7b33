namespace Norm.ML.Kernels.Tests.Conformance;

/// <summary>The kernels give what ONNX's own tests expect, a hundred times closer than ONNX asks for.</summary>
public class OnnxConformanceTests
{
    private const double Relative = 1e-5, Absolute = 2e-6;

    /// <summary>Cases without a counterpart here, and why.</summary>
    private static readonly Dictionary<string, string> NoCounterpart = new()
    {
        ["test_l1normalization_axis_0"] = "No norm here divides by the sum of absolute values.",
        ["test_l1normalization_axis_1"] = "No norm here divides by the sum of absolute values.",
        ["test_l1normalization_axis_last"] = "No norm here divides by the sum of absolute values.",
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_are_as_expected(string name)
    {
        OnnxCase onnx = OnnxCase.Read(name);
        Dictionary<string, float[]> actual = OnnxOperators.Run(onnx) ?? throw new InvalidOperationException($"{name} has no mapping.");

        int compared = 0;
        foreach ((string role, OnnxTensor expected) in onnx.Outputs)
        {
            float[] values = actual[role];
            Assert.Equal(expected.Values.Length, values.Length);
            for (int i = 0; i < values.Length; i++, compared++)
            {
                Assert.True(Math.Abs(values[i] - expected.Values[i]) <= Absolute + Relative * Math.Abs(expected.Values[i]),
                    $"{role}[{i}] is {values[i]:r}, expected {expected.Values[i]:r}");
            }
        }
        Assert.True(compared > 0);
    }

    [Fact]
    public void All_58_cases_are_accounted_for()
    {
        string[] names = [.. OnnxCase.Names];

        Assert.Equal(58, names.Length);
        Assert.Equal(55, Cases().Count());
        Assert.All(NoCounterpart.Keys, name => Assert.Contains(name, names));
    }

    [Fact]
    public void Only_L1_normalization_is_left_out() =>
        Assert.All(NoCounterpart.Keys, name =>
        {
            OnnxCase onnx = OnnxCase.Read(name);
            Assert.Equal(("LpNormalization", 1), (onnx.Operator, onnx.Integer("p")));
            Assert.Null(OnnxOperators.Run(onnx));
        });

    [Fact]
    public void The_credit_travels_with_the_data()
    {
        string readme = File.ReadAllText(Path.Combine(OnnxCase.Folder, "README.md"));
        Assert.Contains("Apache-2.0", readme);
        Assert.Contains("ONNX Project Contributors", readme);
    }

    public static IEnumerable<object[]> Cases() =>
        OnnxCase.Names.Where(name => !NoCounterpart.ContainsKey(name)).Select(name => new object[] { name });
}
