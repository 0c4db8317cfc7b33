using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Norm.ML.Internals.Channels;
using Norm.ML.Internals.Checks;

namespace Norm.ML;

/// <summary>
/// A BatchNorm with learned statistics, gamma and beta, prepared once for any number of calls (inference): <c>y = (x - mean) / sqrt(variance +
/// epsilon) * gamma + beta</c> per channel.
/// </summary>
/// <remarks>
/// Immutable, and safe to share between threads. The error is at most 1.0 unit of rounding, also where the mean is far above the spread: there a
/// plain <c>x * scale + shift</c> is off by 200 000 units at mean 1e6 and spread 1. A NaN or infinity affects only its own result. A channel with
/// variance 0 and epsilon 0 gives beta.
/// </remarks>
/// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="Half"/>, which is computed in float and rounded once.</typeparam>
public sealed partial class FittedBatchNorm<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] _forward, _inverse;
    private readonly SortedList<int, ScaledAffine>? _scaledForward, _scaledInverse; // channels whose numbers leave the range of doubles
    private readonly bool _isPrepared;
    private readonly bool _scalesOnly; // no channel has a mean or a shift

    /// <summary>Prepares the scale and shift of each channel.</summary>
    /// <param name="mean">The mean of each channel, at least one.</param>
    /// <param name="variance">The variance of each channel, not negative.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <param name="epsilon">Added to the variance, under the square root; finite and not negative.</param>
    /// <param name="meanLow">The low part of <paramref name="mean"/> (the mean is the sum of both); empty means 0. It matters for
    /// <see cref="double"/> data whose mean is far above its spread.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a variance is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public FittedBatchNorm(
        ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta,
        double epsilon = 1e-5, ReadOnlySpan<double> meanLow = default)
    {
        ElementTypes.HalfFloatOrDouble<T>();
        int channels = mean.Length;
        Guard.Enough(channels, 1, nameof(mean));
        Guard.Epsilon(epsilon);
        StatisticsGuard.Statistics(channels, mean, meanLow, variance);
        Guard.Optional(gamma.Length, channels, nameof(gamma));
        Guard.Optional(beta.Length, channels, nameof(beta));
        Epsilon = epsilon;
        Channels = channels;
        HasGamma = !gamma.IsEmpty;
        HasBeta = !beta.IsEmpty;
        _forward = new double[channels * ChannelAffine.Width];
        _inverse = new double[channels * ChannelAffine.Width];
        _scaledForward = new ChannelAffine(_forward, channels).Prepare(mean, meanLow, variance, gamma, beta, epsilon, inverse: false);
        _scaledInverse = new ChannelAffine(_inverse, channels).Prepare(mean, meanLow, variance, gamma, beta, epsilon, inverse: true);
        var forward = new ChannelAffine(_forward, channels);
        _scalesOnly = IsPositiveZero(forward.Mean) && IsPositiveZero(forward.Shift);
    }

    private FittedBatchNorm(
        ReadOnlySpan<double> mean, ReadOnlySpan<double> meanLow, ReadOnlySpan<double> variance, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta)
        : this(mean, variance, gamma, beta, epsilon: 0, meanLow) => _isPrepared = true;

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>The number that was added to the variances.</summary>
    public double Epsilon { get; }

    /// <summary>Whether gamma was given.</summary>
    public bool HasGamma { get; }

    /// <summary>Whether beta was given.</summary>
    public bool HasBeta { get; }

    /// <summary>
    /// Prepares channels whose options were applied before: <c>y = (x - mean) / sqrt(variance) * gamma + beta</c>, epsilon in the variance. What
    /// trains or fits a norm uses this where channels differ in what is done to them, such as constant ones.
    /// </summary>
    /// <remarks>A generated kernel compares nothing but the number of channels with its own.</remarks>
    /// <param name="mean">The mean of each channel, at least one.</param>
    /// <param name="meanLow">What rounding took from <paramref name="mean"/>; empty means 0.</param>
    /// <param name="variance">The variance of each channel with epsilon, not negative.</param>
    /// <param name="gamma">Scale per channel; empty means 1.</param>
    /// <param name="beta">Shift per channel; empty means 0.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a variance is negative.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static FittedBatchNorm<T> FromPrepared(
        ReadOnlySpan<double> mean, ReadOnlySpan<double> meanLow, ReadOnlySpan<double> variance, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta) =>
        new(mean, meanLow, variance, gamma, beta);

    /// <summary>Refuses parameters that contradict a kernel; each generated kernel calls it.</summary>
    /// <param name="kernel">The kernel's name.</param>
    /// <param name="channels">The channels that it has.</param>
    /// <param name="epsilon">The epsilon that its attribute names; null if it names none and takes any.</param>
    /// <param name="gamma">Whether it takes gamma.</param>
    /// <param name="beta">Whether it takes beta.</param>
    /// <exception cref="ArgumentException">One of them is not what these parameters have; the message names both.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckKernel(string kernel, int channels, double? epsilon, bool gamma, bool beta)
    {
        // In line, since a call for one row makes it, too.
        bool fits = Channels == channels
            && (_isPrepared || ((epsilon is null || epsilon.GetValueOrDefault() == Epsilon) && (gamma || !HasGamma) && (beta || !HasBeta)));
        if (!fits)
        {
            RefuseKernel(kernel, channels, epsilon, gamma, beta);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseKernel(string kernel, int channels, double? epsilon, bool gamma, bool beta)
    {
        if (Channels != channels)
        {
            Refuse($"has {channels} channels, but fitted has {Channels}");
        }

        if (epsilon is { } named && named != Epsilon)
        {
            Refuse(string.Create(CultureInfo.InvariantCulture,
                $"was generated with Epsilon = {named}, but fitted has epsilon {Epsilon}; give both one epsilon, or leave it out of the attribute"));
        }

        if (HasGamma && !gamma)
        {
            Refuse($"was generated without gamma (Affine = false), but fitted has a gamma of {Channels} elements; leave one of them out");
        }

        if (HasBeta && !beta)
        {
            Refuse($"was generated without beta ({(gamma ? "Bias" : "Affine")} = false), but fitted has a beta of {Channels} "
                + "elements; leave one of them out");
        }

        void Refuse(string what) => throw new ArgumentException($"{kernel} {what}.", "fitted");
    }

    /// <summary>Normalizes examples.</summary>
    /// <param name="x">Any number of examples of <see cref="Channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="destination">Receives as many elements as <paramref name="x"/> has; may be the same memory.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="spatial"/> or <paramref name="layout"/> is out of range.</exception>
    public void Normalize(ReadOnlySpan<T> x, Span<T> destination, int spatial = 1, NormLayout layout = NormLayout.ChannelsFirst)
    {
        if (spatial == 1 && _scaledForward is null && AffineRow.Apply(x, _forward, destination, layout))
        {
            return;
        }

        int examples = ChannelGuard.Forward(x, 1, Channels, spatial, default, default, destination, 0, layout);
        AffineKernels.Apply(x, examples, new ChannelAffine(_forward, Channels), spatial, layout, destination);
        ScaledAffine.Apply(_scaledForward, destination[..x.Length], Channels, spatial, layout);
    }

    /// <summary>Undoes <see cref="Normalize"/>: <c>x = (y - beta) / gamma * sqrt(variance + epsilon) + mean</c>.</summary>
    /// <remarks>A channel that <see cref="Normalize"/> made constant (gamma 0, or variance and epsilon 0) gives its mean.</remarks>
    /// <param name="y">Any number of normalized examples of <see cref="Channels"/> times <paramref name="spatial"/> elements.</param>
    /// <param name="destination">Receives as many elements as <paramref name="y"/> has; may be the same memory.</param>
    /// <param name="spatial">The number of positions of a channel, at least 1.</param>
    /// <param name="layout">Whether an example is <c>[channels, spatial]</c> or <c>[spatial, channels]</c>.</param>
    /// <exception cref="ArgumentException">A length does not fit, or spans overlap partly.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="spatial"/> or <paramref name="layout"/> is out of range.</exception>
    public void Denormalize(ReadOnlySpan<T> y, Span<T> destination, int spatial = 1, NormLayout layout = NormLayout.ChannelsFirst)
    {
        if (spatial == 1 && _scaledInverse is null && AffineRow.Apply(y, _inverse, destination, layout))
        {
            return;
        }

        int examples = ChannelGuard.Forward(y, 1, Channels, spatial, default, default, destination, 0, layout);
        AffineKernels.Apply(y, examples, new ChannelAffine(_inverse, Channels), spatial, layout, destination);
        ScaledAffine.Apply(_scaledInverse, destination[..y.Length], Channels, spatial, layout);
    }
}
