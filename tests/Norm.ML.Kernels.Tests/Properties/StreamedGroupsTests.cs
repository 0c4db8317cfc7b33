using System.Runtime.InteropServices;
using Norm.ML.Internals.Memory;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Properties;

/// <summary>Large results leave past the caches: straight to memory where planes are whole cache lines, else through a window.</summary>
public unsafe class StreamedGroupsTests
{
    [Theory]
    [InlineData(16, 0)] // a plane is one line
    [InlineData(784, 0)]
    [InlineData(784, 4)] // the destination does not begin at a line
    [InlineData(785, 0)] // a plane does not end at one
    public void Large_results_have_the_bits_of_each_example_alone(int spatial, int offset)
    {
        const int channels = 64, groups = 32;
        int example = channels * spatial, examples = (int)(NonTemporalBuffer.Threshold * 5 / 4 / sizeof(float) / example);
        var random = new Random(spatial);
        float[] x = new float[examples * example], gamma = new float[channels], beta = new float[channels], alone = new float[example];
        foreach (ref float value in x.AsSpan())
        {
            value = random.NextSingle() - 0.25f;
        }

        foreach (ref float value in gamma.AsSpan())
        {
            value = random.NextSingle() + 0.5f;
        }

        foreach (ref float value in beta.AsSpan())
        {
            value = random.NextSingle();
        }

        x.AsSpan(example, example / groups).Fill(1e30f); // a group whose coefficients need the fallback

        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)(x.Length + offset) * sizeof(float), 64);
        try
        {
            Span<float> y = new(memory + offset, x.Length);
            GroupNorm.Normalize(x, groups, channels, spatial, gamma, beta, y, 1e-5);
            for (int e = 0; e < examples; e++)
            {
                GroupNorm.Normalize(x.AsSpan(e * example, example), groups, channels, spatial, gamma, beta, alone, 1e-5);
                Bits.Equal<float>(alone, y.Slice(e * example, example), $"example {e}");
            }
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
