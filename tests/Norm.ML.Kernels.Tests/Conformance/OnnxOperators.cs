namespace Norm.ML.Kernels.Tests.Conformance;

/// <summary>ONNX's operators in terms of the kernels; each gives its outputs by role.</summary>
internal static class OnnxOperators
{
    public static Dictionary<string, float[]>? Run(OnnxCase c) => c.Operator switch
    {
        "BatchNormalization" => c.Integer("training_mode") == 1 ? BatchNormTraining(c) : BatchNormInference(c),
        "LayerNormalization" => LayerNormalization(c),
        "RMSNormalization" => RmsNormalization(c),
        "GroupNormalization" when c.Opset >= 21 => GroupNormalization(c),
        "InstanceNormalization" => InstanceNormalization(c),
        "MeanVarianceNormalization" => MeanVariance(c),
        "LpNormalization" when c.Integer("p") == 2 => L2Normalization(c),
        _ => null,
    };

    private static Dictionary<string, float[]> BatchNormInference(OnnxCase c)
    {
        OnnxTensor x = c.Input("x");
        float[] y = new float[x.Values.Length];
        BatchNorm.Normalize(x.Values, x.Shape[1], x.Trailing(2), Doubles(c.Input("mean")), Doubles(c.Input("var")), c.Input("scale").Values,
            c.Input("bias").Values, y, c.Epsilon);
        return new() { ["y"] = y };
    }

    /// <summary>ONNX's momentum weighs the old value, and its running variance takes the population variance.</summary>
    private static Dictionary<string, float[]> BatchNormTraining(OnnxCase c)
    {
        OnnxTensor x = c.Input("x");
        float[] y = new float[x.Values.Length];
        double[] mean = new double[x.Shape[1]], variance = new double[x.Shape[1]];
        BatchNorm.NormalizeBatch(x.Values, x.Shape[1], x.Trailing(2), c.Input("scale").Values, c.Input("bias").Values, y, mean, variance, c.Epsilon);
        return new() { ["y"] = y, ["running_mean"] = Running("mean", mean), ["running_var"] = Running("var", variance) };

        float[] Running(string role, double[] batch)
        {
            double momentum = c.Number("momentum");
            return [.. c.Input(role).Values.Select((old, i) => (float)(old * momentum + batch[i] * (1 - momentum)))];
        }
    }

    private static Dictionary<string, float[]> LayerNormalization(OnnxCase c)
    {
        OnnxTensor x = c.Input("x");
        int size = x.Trailing(c.Integer("axis"));
        float[] y = new float[x.Values.Length];
        double[] mean = new double[y.Length / size], inverse = new double[y.Length / size];
        LayerNorm.Normalize(x.Values, size, c.Input("scale").Values, c.Input("bias").Values, y, mean, inverse, c.Epsilon);
        return new() { ["y"] = y, ["mean"] = Floats(mean), ["inv_std_dev"] = Floats(inverse) };
    }

    private static Dictionary<string, float[]> RmsNormalization(OnnxCase c)
    {
        OnnxTensor x = c.Input("x");
        float[] y = new float[x.Values.Length];
        RmsNorm.Normalize(x.Values, x.Trailing(c.Integer("axis")), c.Input("scale").Values, y, c.Epsilon);
        return new() { ["y"] = y };
    }

    private static Dictionary<string, float[]> GroupNormalization(OnnxCase c)
    {
        OnnxTensor x = c.Input("x");
        float[] y = new float[x.Values.Length];
        GroupNorm.Normalize(x.Values, c.Integer("num_groups"), x.Shape[1], x.Trailing(2), c.Input("scale").Values, c.Input("bias").Values, y,
            c.Epsilon);
        return new() { ["y"] = y };
    }

    private static Dictionary<string, float[]> InstanceNormalization(OnnxCase c)
    {
        OnnxTensor x = c.Input("x");
        float[] y = new float[x.Values.Length];
        InstanceNorm.Normalize(x.Values, x.Shape[1], x.Trailing(2), c.Input("scale").Values, c.Input("bias").Values, y, c.Epsilon);
        return new() { ["y"] = y };
    }

    /// <summary>
    /// Over all axes but the channel's it is BatchNorm with the batch's statistics and no epsilon (ONNX adds 1e-9 to the deviation).
    /// </summary>
    private static Dictionary<string, float[]>? MeanVariance(OnnxCase c)
    {
        OnnxTensor x = c.Input("x");
        if (!c.Integers("axes").SequenceEqual([0, 2, 3]) || x.Shape.Length != 4)
        {
            return null;
        }

        float[] y = new float[x.Values.Length];
        BatchNorm.NormalizeBatch<float>(x.Values, x.Shape[1], x.Trailing(2), default, default, y, default, default, epsilon: 0);
        return new() { ["y"] = y };
    }

    /// <summary>x / sqrt(sum(x^2)) is RMSNorm without epsilon, scaled by 1 / sqrt(n); rows lie along the axis.</summary>
    private static Dictionary<string, float[]> L2Normalization(OnnxCase c)
    {
        OnnxTensor x = c.Input("x");
        int rank = x.Shape.Length, axis = (c.Integer("axis") + rank) % rank, size = x.Shape[axis];
        int stride = axis + 1 < rank ? x.Trailing(axis + 1) : 1;
        float[] y = new float[x.Values.Length], row = new float[size];
        for (int start = 0; start < y.Length; start++)
        {
            if (start / stride % size != 0)
            {
                continue;
            }

            for (int i = 0; i < size; i++)
            {
                row[i] = x.Values[start + i * stride];
            }

            UnitNorm.Normalize<float>(row, size, row, epsilon: 0);
            for (int i = 0; i < size; i++)
            {
                y[start + i * stride] = row[i];
            }
        }
        return new() { ["y"] = y };
    }

    private static double[] Doubles(OnnxTensor tensor) => Array.ConvertAll(tensor.Values, v => (double)v);

    private static float[] Floats(double[] values) => Array.ConvertAll(values, v => (float)v);
}
