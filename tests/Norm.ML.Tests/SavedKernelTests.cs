using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Files;

namespace Norm.ML.Tests;

// Kernels of the same lengths, which only their attributes tell apart.
[GroupNorm<float>(groups: 2, channels: 4, Spatial = 3)]
public readonly partial struct SavedGroups2;

[GroupNorm<float>(groups: 1, channels: 4, Spatial = 3)]
public readonly partial struct SavedGroups1;

[GroupNorm<float>(groups: 2, channels: 4, Spatial = 3, Layout = NormLayout.ChannelsLast)]
public readonly partial struct SavedGroupsL;

[InstanceNorm<double>(4, Spatial = 3, Affine = false)]
public readonly partial struct SavedChannels4;

[InstanceNorm<double>(6, Spatial = 2, Affine = false)]
public readonly partial struct SavedChannels6;

[InstanceNorm<double>(4, Spatial = 3, Layout = NormLayout.ChannelsLast, Affine = false)]
public readonly partial struct SavedChannelsL;

[RmsNorm<float>(12)]
public readonly partial struct SavedRmsPlain;

[RmsNorm<float>(12, UnitOffset = true)]
public readonly partial struct SavedRmsUnits;

/// <summary>A model knows what its generated kernel was asked for: another kernel of that name is refused.</summary>
public sealed class SavedKernelTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-");

    private string ModelPath => Path.Combine(_folder.FullName, "model.zip");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string, string, string, string> Regenerated() => new()
    {
        { nameof(SavedGroups2), nameof(SavedGroups1), "2 groups, 4 channels, ChannelsFirst", "1 groups, 4 channels, ChannelsFirst" },
        { nameof(SavedGroups2), nameof(SavedGroupsL), "2 groups, 4 channels, ChannelsFirst", "2 groups, 4 channels, ChannelsLast" },
        { nameof(SavedChannels4), nameof(SavedChannels6), "Strict, 4 channels, ChannelsFirst", "Strict, 6 channels, ChannelsFirst" },
        { nameof(SavedChannels4), nameof(SavedChannelsL), "Strict, 4 channels, ChannelsFirst", "Strict, 4 channels, ChannelsLast" },
        { nameof(SavedRmsPlain), nameof(SavedRmsUnits), "gamma 12, beta 0, epsilon 1E-05, Strict; ", "Strict, unit offset" },
        { nameof(SavedRmsUnits), nameof(SavedRmsPlain), "Strict, unit offset", "gamma 12, beta 0, epsilon 1E-05, Strict." },
    };

    [Theory]
    [MemberData(nameof(Regenerated))]
    public void A_model_whose_kernel_was_generated_anew_for_other_values_is_refused(string saved, string now, string then, string actual)
    {
        ModelEntry.Save(_context, Twelve(saved), DataOf(saved), ModelPath, entry => Rename(entry, saved, now));
        string message = Assert.Throws<FormatException>(() => new MLContext().Model.LoadChecked(ModelPath, out _)).Message;
        Assert.Contains($"saved with Norm.ML.Tests.{now} made for ", message);
        Assert.True(message.IndexOf(then, StringComparison.Ordinal) is var first and > 0
            && message.LastIndexOf(actual, StringComparison.Ordinal) > first, message);

        ModelEntry.Save(_context, Twelve(saved), DataOf(saved), ModelPath, _ => { });
        Same(Twelve(saved), new MLContext().Model.LoadChecked(ModelPath, out _));
    }

    [Fact]
    public void A_model_of_a_generated_kernel_from_before_its_request_was_saved_loads()
    {
        // Such a file has another version and no word on the unit offset, so either kernel of these lengths takes it.
        foreach (string kernel in new[] { nameof(SavedRmsPlain), nameof(SavedRmsUnits) })
        {
            ModelEntry.Save(_context, Twelve(nameof(SavedRmsPlain)), Twelve(), ModelPath, entry =>
            {
                Assert.Equal(2, entry[ModelEntry.ReadableVersionOffset]);
                entry[ModelEntry.ReadableVersionOffset] = entry[ModelEntry.ReadableVersionOffset - 4] = 1;
                Rename(entry, nameof(SavedRmsPlain), kernel);
            });
            Same(Twelve(kernel), new MLContext().Model.LoadChecked(ModelPath, out _));
        }
    }

    private IDataView Twelve() => ArraySource<float>.Dense(new VectorDataViewType(NumberDataViewType.Single, 12),
        [1, 2, 4, 8, -3, 5, 9, 7, 6, 0, 2, 11], [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]);

    private IDataView TwelveDoubles() =>
        ArraySource<double>.Dense(new VectorDataViewType(NumberDataViewType.Double, 12), [1, 2, 4, 8, -3, 5, 9, 7, 6, 0, 2, 11]);

    private void Same(ITransformer expected, ITransformer actual)
    {
        ITransformer loaded = actual is IEnumerable<ITransformer> chain ? Assert.Single(chain) : actual;
        Assert.Equal(expected.GetType(), loaded.GetType());
        if (expected.GetType().GenericTypeArguments[1] == typeof(float))
        {
            EstimatorContract.Same(ColumnReader.ByCursor<float>(expected.Transform(Twelve()), "Y"),
                ColumnReader.ByCursor<float>(loaded.Transform(Twelve()), "Y"));
        }
        else
        {
            EstimatorContract.Same(ColumnReader.ByCursor<double>(expected.Transform(TwelveDoubles()), "Y"),
                ColumnReader.ByCursor<double>(loaded.Transform(TwelveDoubles()), "Y"));
        }
    }

    private ITransformer Twelve(string kernel) => kernel switch
    {
        nameof(SavedGroups2) => _context.Transforms.SavedGroups2("Y", "X").Fit(Twelve()),
        nameof(SavedChannels4) => _context.Transforms.SavedChannels4("Y", "X").Fit(TwelveDoubles()),
        nameof(SavedRmsPlain) => _context.Transforms.SavedRmsPlain("Y", "X", new() { Gamma = Gamma }).Fit(Twelve()),
        _ => _context.Transforms.SavedRmsUnits("Y", "X", new() { Gamma = Gamma }).Fit(Twelve()),
    };

    private IDataView DataOf(string kernel) => kernel.StartsWith("SavedChannels", StringComparison.Ordinal) ? TwelveDoubles() : Twelve();

    private static double[] Gamma => [.. Enumerable.Range(1, 12).Select(i => i / 8.0)];

    // Gives the kernel another name of the same length.
    private static void Rename(byte[] entry, string kernel, string other)
    {
        Assert.Equal(kernel.Length, other.Length);
        (int start, int end) = ModelEntry.FindBlock(entry);
        Span<byte> block = entry.AsSpan(start + 8, end - start - 8);
        Encoding.UTF8.GetBytes(other).CopyTo(block[block.IndexOf(Encoding.UTF8.GetBytes(kernel))..]);
        ModelEntry.RenewChecksum(entry);
    }
}
