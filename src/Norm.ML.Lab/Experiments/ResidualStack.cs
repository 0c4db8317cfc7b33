using System.Numerics.Tensors;

namespace Norm.ML.Lab.Experiments;

/// <summary>Where a residual block has its norm.</summary>
internal enum NormPlacement
{
    /// <summary><c>x + f(x)</c>.</summary>
    None,

    /// <summary><c>x + f(norm(x))</c>, and one norm after the last block.</summary>
    PreNorm,

    /// <summary><c>norm(x + f(x))</c>.</summary>
    PostNorm,
}

/// <summary>A stack of residual blocks.</summary>
/// <param name="Placement">Where the norms are.</param>
/// <param name="Layers">How many blocks, 2 to 96.</param>
/// <param name="Norm">One of <see cref="StackNorm.Kinds"/>.</param>
/// <param name="Seed">Of the input, the weights and the gradient at the end.</param>
internal sealed record StackSettings(NormPlacement Placement, int Layers, NormKind Norm = NormKind.LayerNorm, int Seed = 42)
{
    public const int FewestLayers = 2, MostLayers = 96, Width = 32, Rows = 16;
}

/// <summary>One block, seen in both passes.</summary>
/// <param name="Layer">From 1.</param>
/// <param name="ActivationScale">The root mean square of what the block passes on.</param>
/// <param name="GradientNorm">The length of the loss's gradient where it leaves the block, at the block's input.</param>
/// <param name="WeightGradientNorm">The length of the loss's gradient with respect to the block's weights.</param>
/// <param name="InputShare">The size of what the skips have carried of the stack's input to here, divided by the size of the stream. The gradient's
/// direct way back is divided by the same numbers.</param>
internal sealed record StackLayer(int Layer, double ActivationScale, double GradientNorm, double WeightGradientNorm, double InputShare);

/// <summary>
/// Scales of activations and gradients in a deep stack, from one real forward and one real backward pass in double. A block's <c>f</c> is two
/// matrices with a ReLU between, drawn at the scale of He and others (2015), so that alone it keeps the scale. The loss is the mean over rows of the
/// output's product with a fixed random direction. Xiong and others (2020, arXiv:2002.04745) compare the placements in this way.
/// </summary>
internal static class ResidualStack
{
    /// <summary>Runs both passes.</summary>
    /// <exception cref="ArgumentException">There are too few or too many layers, or the norm makes no sense in a stack.</exception>
    public static IReadOnlyList<StackLayer> Run(StackSettings settings)
    {
        int layers = settings.Layers;
        if (layers is < StackSettings.FewestLayers or > StackSettings.MostLayers)
        {
            throw new ArgumentException($"layers is {layers}; {StackSettings.FewestLayers} to {StackSettings.MostLayers} are possible.");
        }

        StackNorm.Check(settings.Norm);
        var noise = new Noise(settings.Seed);
        double[] x = noise.Normals(StackSettings.Rows * StackSettings.Width);
        ResidualBlock[] blocks = [.. Enumerable.Range(0, layers).Select(_ => new ResidualBlock(settings.Placement, settings.Norm, noise))];
        double[] gradient = noise.Normals(x.Length, spread: 1.0 / StackSettings.Rows);

        double[] scales = new double[layers], shares = new double[layers], carried = x;
        for (int i = 0; i < layers; i++)
        {
            x = blocks[i].Forward(x);
            carried = blocks[i].Carry(carried);
            scales[i] = Measure.RootMeanSquare(x);
            shares[i] = Measure.RootMeanSquare(carried) / scales[i];
        }

        if (settings.Placement == NormPlacement.PreNorm)
        {
            gradient = StackNorm.Backward(settings.Norm, gradient, x, StackSettings.Width);
        }

        var result = new StackLayer[layers];
        for (int i = layers - 1; i >= 0; i--)
        {
            gradient = blocks[i].Backward(gradient, out double weightGradient);
            result[i] = new StackLayer(i + 1, scales[i], TensorPrimitives.Norm<double>(gradient), weightGradient, shares[i]);
        }

        return result;
    }
}
