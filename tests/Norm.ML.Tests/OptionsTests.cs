using System.Reflection;
using Microsoft.ML;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Fitting;

namespace Norm.ML.Tests;

/// <summary>No option is taken and ignored: each one of every norm changes the result, or is refused where it cannot.</summary>
public class OptionsTests
{
    private static readonly float[][] Rows = FeatureRows.Random(40, 12);

    private readonly MLContext _context = new(seed: 1);

    // Another value than the default for each option, with what else it needs.
    private static Dictionary<string, object> Changes { get; } = new()
    {
        ["LayerNorm.Epsilon"] = new LayerNormOptions { Epsilon = 1e6 },
        ["LayerNorm.Precision"] = new LayerNormOptions { Precision = (NormPrecision)7 },
        ["LayerNorm.Gamma"] = new LayerNormOptions { Gamma = Twelve(2) },
        ["LayerNorm.Beta"] = new LayerNormOptions { Beta = Twelve(2) },
        ["LayerNorm.NormalizedSize"] = new LayerNormOptions { NormalizedSize = 4 },
        ["RmsNorm.Epsilon"] = new RmsNormOptions { Epsilon = 1e6 },
        ["RmsNorm.Precision"] = new RmsNormOptions { Precision = (NormPrecision)7 },
        ["RmsNorm.Gamma"] = new RmsNormOptions { Gamma = Twelve(2) },
        ["RmsNorm.NormalizedSize"] = new RmsNormOptions { NormalizedSize = 4 },
        ["RmsNorm.UnitOffset"] = new RmsNormOptions { UnitOffset = true },
        ["UnitNorm.Epsilon"] = new UnitNormOptions { Epsilon = 1e6 },
        ["UnitNorm.Precision"] = new UnitNormOptions { Precision = (NormPrecision)7 },
        ["UnitNorm.Gamma"] = new UnitNormOptions { Gamma = Twelve(2) },
        ["UnitNorm.NormalizedSize"] = new UnitNormOptions { NormalizedSize = 4 },
        ["GroupNorm.Epsilon"] = new GroupNormOptions { Groups = 2, Channels = 4, Epsilon = 1e6 },
        ["GroupNorm.Precision"] = new GroupNormOptions { Groups = 2, Channels = 4, Precision = (NormPrecision)7 },
        ["GroupNorm.Gamma"] = new GroupNormOptions { Groups = 2, Channels = 4, Gamma = [2, 2, 2, 2] },
        ["GroupNorm.Beta"] = new GroupNormOptions { Groups = 2, Channels = 4, Beta = [2, 2, 2, 2] },
        ["GroupNorm.Groups"] = new GroupNormOptions { Groups = 1, Channels = 4 },
        ["GroupNorm.Channels"] = new GroupNormOptions { Groups = 2, Channels = 3 },
        ["GroupNorm.Layout"] = new GroupNormOptions { Groups = 2, Channels = 4, Layout = NormLayout.ChannelsLast },
        ["InstanceNorm.Epsilon"] = new InstanceNormOptions { Channels = 4, Epsilon = 1e6 },
        ["InstanceNorm.Precision"] = new InstanceNormOptions { Channels = 4, Precision = (NormPrecision)7 },
        ["InstanceNorm.Gamma"] = new InstanceNormOptions { Channels = 4, Gamma = [2, 2, 2, 2] },
        ["InstanceNorm.Beta"] = new InstanceNormOptions { Channels = 4, Beta = [2, 2, 2, 2] },
        ["InstanceNorm.Channels"] = new InstanceNormOptions { Channels = 6 },
        ["InstanceNorm.Layout"] = new InstanceNormOptions { Channels = 4, Layout = NormLayout.ChannelsLast },
        ["BatchNorm.Epsilon"] = new BatchNormOptions { Channels = 4, Epsilon = 1 },
        ["BatchNorm.Constant"] = new BatchNormOptions { Channels = 4, Constant = ConstantChannels.Epsilon },
        ["BatchNorm.Correction"] = new BatchNormOptions { Channels = 4, Correction = 10 },
        ["BatchNorm.NonFinite"] = new BatchNormOptions { Channels = 4, NonFinite = (NonFinitePolicy)7 },
        ["BatchNorm.MaximumExampleCount"] = new BatchNormOptions { Channels = 4, MaximumExampleCount = 5 },
        ["BatchNorm.ExampleWeightColumnName"] = new BatchNormOptions { Channels = 4, ExampleWeightColumnName = "Weight" },
        ["BatchNorm.GroupColumnName"] = new BatchNormOptions { Channels = 4, GroupColumnName = "" },
        ["BatchNorm.MaximumGroups"] = new BatchNormOptions { Channels = 4, MaximumGroups = 5 },
        ["BatchNorm.UnseenKeys"] = new BatchNormOptions { Channels = 4, UnseenKeys = UnseenKeys.AllRows },
        ["BatchNorm.BatchSize"] = new BatchNormOptions { Channels = 4, BatchSize = 8 },
        ["BatchNorm.Center"] = new BatchNormOptions { Channels = 4, Center = false },
        ["BatchNorm.DropLast"] = new BatchNormOptions { Channels = 4, DropLast = true },
        ["BatchNorm.Momentum"] = new BatchNormOptions { Channels = 4, Momentum = MomentumRule.PyTorch(0.5) },
        ["BatchNorm.Channels"] = new BatchNormOptions { Channels = 6 },
        ["BatchNorm.Layout"] = new BatchNormOptions { Channels = 4, Layout = NormLayout.ChannelsLast },
        ["BatchNorm.Gamma"] = new BatchNormOptions { Channels = 4, Gamma = [2, 2, 2, 2] },
        ["BatchNorm.Beta"] = new BatchNormOptions { Channels = 4, Beta = [2, 2, 2, 2] },
        ["BatchNorm.Statistics"] = new BatchNormOptions { Channels = 4, Statistics = RunningStatistics.FromMoments([1, 2, 3, 4], [1, 2, 3, 4]) },
        ["BatchNorm.Cancellation"] = new BatchNormOptions { Channels = 4, Cancellation = new CancellationToken(canceled: true) },
        ["NormKernel.Gamma"] = new NormKernelOptions { Gamma = Twelve(2) },
        ["NormKernel.Beta"] = new NormKernelOptions { Beta = Twelve(2) },
    };

    public static TheoryData<string> Options => [.. Changes.Keys];

    [Fact]
    public void Every_option_of_every_norm_is_walked()
    {
        Type[] types = [typeof(LayerNormOptions), typeof(RmsNormOptions), typeof(UnitNormOptions), typeof(GroupNormOptions),
            typeof(InstanceNormOptions), typeof(BatchNormOptions), typeof(NormKernelOptions)];
        string[] all = [.. types.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(option => $"{type.Name.Replace("Options", "", StringComparison.Ordinal)}.{option.Name}")).Order(StringComparer.Ordinal)];
        Assert.Equal(all, Changes.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_changes_the_result_or_is_refused(string name)
    {
        object changed = Changes[name];
        float[] usual = Run(changed switch
        {
            LayerNormOptions => new LayerNormOptions(),
            RmsNormOptions => new RmsNormOptions(),
            UnitNormOptions => new UnitNormOptions(),
            GroupNormOptions => new GroupNormOptions { Groups = 2, Channels = 4 },
            InstanceNormOptions => new InstanceNormOptions { Channels = 4 },
            BatchNormOptions => new BatchNormOptions { Channels = 4 },
            _ => new NormKernelOptions(),
        });
        try
        {
            float[] result = Run(changed);
            Assert.False(usual.AsSpan().SequenceEqual(result), $"{name} is taken and changes nothing.");
        }
        catch (Exception refused) when (refused is ArgumentException or OperationCanceledException)
        {
            string option = name.Split('.')[1];
            Assert.True(refused is OperationCanceledException || refused.Message.Contains(option, StringComparison.OrdinalIgnoreCase),
                $"{name} is refused without being named: {refused.Message}");
        }
    }

    // Fast and strict rows of as many floats differ in their last bits somewhere.
    [Fact]
    public void Precision_changes_the_kernel()
    {
        var random = new Random(3);
        IDataView data = FeatureRows.Load(_context,
            [.. Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 1024).Select(_ => random.NextSingle()).ToArray())]);
        foreach (Func<NormPrecision, IEstimator<ITransformer>> create in new Func<NormPrecision, IEstimator<ITransformer>>[]
        {
            precision => _context.Transforms.LayerNorm("Features", options: new() { Precision = precision }),
            precision => _context.Transforms.RmsNorm("Features", options: new() { Precision = precision }),
            precision => _context.Transforms.UnitNorm("Features", options: new() { Precision = precision }),
            precision => _context.Transforms.GroupNorm("Features", options: new() { Groups = 1, Channels = 2, Precision = precision }),
            precision => _context.Transforms.InstanceNorm("Features", options: new() { Channels = 2, Precision = precision }),
        })
        {
            Assert.NotEqual(Read(NormPrecision.Strict), Read(NormPrecision.Fast));

            IEnumerable<float> Read(NormPrecision precision) =>
                ColumnReader.ByCursor<float>(create(precision).Fit(data).Transform(data), "Features").SelectMany(row => row);
        }
    }

    [Fact]
    public void Exact_rows_are_the_nearest_floats_before_and_after_saving()
    {
        // +-1 without epsilon, so y is gamma + beta: a sum of two floats that is a tie.
        const float Gamma = 1 + 1.1920929e-7f, Beta = 16777216;
        IDataView data = FeatureRows.Load(_context, [[3, 1, 3, 1]]);
        double[] gamma = [.. Enumerable.Repeat((double)Gamma, 4)], beta = [.. Enumerable.Repeat((double)Beta, 4)];
        ITransformer model = _context.Transforms.LayerNorm(
            "Features", options: new() { Epsilon = 0, Precision = NormPrecision.Exact, Gamma = gamma, Beta = beta }).Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        ITransformer loaded = _context.Model.Load(new MemoryStream(file.ToArray()), out _);

        float up = (float)((double)Beta + Gamma), down = (float)((double)Beta - Gamma);
        Assert.Equal([up, down, up, down], ColumnReader.ByCursor<float>(model.Transform(data), "Features")[0]);
        Assert.Equal([up, down, up, down], ColumnReader.ByCursor<float>(loaded.Transform(data), "Features")[0]);
        Assert.Equal(NormPrecision.Exact, ((RowNormTransformer)loaded).Options.Precision);
    }

    private float[] Run(object options)
    {
        IDataView data = FeatureRows.Load(_context, Rows, [.. Enumerable.Range(1, Rows.Length).Select(i => (float)i)]);
        IEstimator<ITransformer> estimator = options switch
        {
            LayerNormOptions layer => _context.Transforms.LayerNorm("Out", "Features", layer),
            RmsNormOptions rms => _context.Transforms.RmsNorm("Out", "Features", rms),
            UnitNormOptions unit => _context.Transforms.UnitNorm("Out", "Features", unit),
            GroupNormOptions group => _context.Transforms.GroupNorm("Out", "Features", group),
            InstanceNormOptions instance => _context.Transforms.InstanceNorm("Out", "Features", instance),
            BatchNormOptions batch => _context.Transforms.BatchNorm("Out", "Features", batch),
            _ => _context.Transforms.Kernel<TwelveNorm, float>("Out", "Features", (NormKernelOptions)options),
        };
        return [.. ColumnReader.ByCursor<float>(estimator.Fit(data).Transform(data), "Out").SelectMany(row => row)];
    }

    private static double[] Twelve(double value) => [.. Enumerable.Repeat(value, 12)];
}

/// <summary>A generated kernel whose options are walked.</summary>
[LayerNorm<float>(12)]
public readonly partial struct TwelveNorm;
