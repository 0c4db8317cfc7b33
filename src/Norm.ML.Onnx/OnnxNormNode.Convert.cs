using System.Numerics;
using Microsoft.ML;
using Norm.ML.Internals;
using Norm.ML.Internals.Norms;
using Norm.ML.Internals.Rows;

namespace Norm.ML.Onnx;

public sealed partial class OnnxNormNode
{
    /// <summary>BatchNorm: its running mean and variance, of a number of rows that is not known.</summary>
    /// <exception cref="InvalidOperationException">It is another norm, or a mean or variance cannot normalize: it is not finite, or
    /// negative.</exception>
    public RunningStatistics ToStatistics()
    {
        if (Mean is null || Variance is null)
        {
            throw Refuse("has no running statistics; BatchNorm has");
        }

        for (int i = 0; i < Mean.Count; i++)
        {
            if (!double.IsFinite(Mean[i]) || !(Variance[i] >= 0 && double.IsFinite(Variance[i])))
            {
                throw Refuse(
                    FormattableString.Invariant(
                    $"has mean {Mean[i]} and variance {Variance[i]} in channel {i}; finite ones, and variances of at least 0, normalize"));
            }
        }

        return RunningStatistics.FromMoments([.. Mean], [.. Variance]);
    }

    /// <summary>BatchNorm: the kernel that computes it.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="InvalidOperationException">It is another norm, or its statistics cannot normalize.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public FittedBatchNorm<T> ToFitted<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ToStatistics();
        return new([.. Mean!], [.. Variance!], Convert<T>(Gamma), Convert<T>(Beta), Epsilon);
    }

    /// <summary>BatchNorm: the options of <c>ml.Transforms.BatchNorm</c> with its statistics, gamma, beta and epsilon.</summary>
    /// <exception cref="InvalidOperationException">It is another norm, or its statistics cannot normalize.</exception>
    public BatchNormOptions ToBatchNormOptions() =>
        new() { Statistics = ToStatistics(), Constant = Constant, Channels = Channels, Gamma = Gamma, Beta = Beta, Epsilon = Epsilon };

    // A layer divides by the root of epsilon where its variance is 0.
    private ConstantChannels Constant => Epsilon > 0 ? ConstantChannels.Epsilon : ConstantChannels.CenterOnly;

    /// <summary>Every norm but BatchNorm: the options of <c>ml.Transforms</c> for it.</summary>
    /// <exception cref="InvalidOperationException">It is a BatchNorm.</exception>
    public RowNormOptions ToRowNormOptions() =>
        RowNormOptions.Of(Kind)?.With(new RowNormParts(Epsilon, Gamma, Beta) { Size = IsPerRow ? NormalizedSize : Channels, Groups = Groups })
        ?? throw Refuse($"is fitted; {nameof(ToBatchNormOptions)} gives its options");

    /// <summary>The norm as a transformer of a column.</summary>
    /// <param name="context">The context.</param>
    /// <param name="outputColumnName">What the result is called.</param>
    /// <param name="inputColumnName">The column to normalize: a vector with the rows or channels of the norm, channels first; null for
    /// <paramref name="outputColumnName"/>.</param>
    /// <exception cref="InvalidOperationException">It is a BatchNorm whose statistics cannot normalize.</exception>
    public NormTransformer ToTransformer(MLContext context, string outputColumnName, string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Norm.Fitted
            ? context.Transforms.BatchNorm(ToStatistics(), outputColumnName, inputColumnName, ToBatchNormOptions() with { Statistics = null })
            : new RowNormTransformer(context, ColumnPairs.Check([ColumnPairs.Of(outputColumnName, inputColumnName)]), ToRowNormOptions());
    }

    /// <summary>Normalizes examples, one after the other, with the library's kernel.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="x">Rows, or examples of <c>[channels, positions]</c>. Where <see cref="Added"/> names values, their sum with the input.</param>
    /// <param name="destination">As many elements; may be the same memory, may not overlap partly.</param>
    /// <param name="positions">Norms over channels: the positions of a channel, the product of the dimensions after it.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="InvalidOperationException">The file does not say how many elements a row or how many channels an example has, or a
    /// BatchNorm's statistics cannot normalize.</exception>
    public void Normalize<T>(ReadOnlySpan<T> x, Span<T> destination, int positions = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = (IsPerRow ? NormalizedSize : Channels)
            ?? throw Refuse(IsPerRow ? "does not say how many elements a row has"
                : "does not say how many channels an example has");
        if (Norm.Fitted)
        {
            ToFitted<T>().Normalize(x, destination, positions);
            return;
        }

        var sizes = new NormSizes(size, size, positions, Groups);
        NormMethods.Of(Kind).Normalize<T>(x, sizes, Convert<T>(Gamma), Convert<T>(Beta), destination, Epsilon);
    }

    private NormDefinition Norm => NormCatalog.Get(Kind);

    private bool IsPerRow => Norm.Segment == NormSegment.Row;

    private static T[] Convert<T>(IReadOnlyList<double>? values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. (values ?? []).Select(T.CreateChecked)];

    private InvalidOperationException Refuse(string what) => new($"'{_file}': {this} {what}.");
}
