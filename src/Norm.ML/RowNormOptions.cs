using System.Numerics;
using Microsoft.ML.Data;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>What the options of all norms have in common whose statistics belong to the example itself.</summary>
public abstract record RowNormOptions
{
    // The one list of these norms. Models, generated kernels and ONNX nodes find the options of their norm here.
    private static readonly RowNormOptions[] All =
        [new LayerNormOptions(), new RmsNormOptions(), new GroupNormOptions { Groups = 1 }, new InstanceNormOptions(), new UnitNormOptions()];

    private protected RowNormOptions()
    {
    }

    /// <summary>
    /// Added to the variance (or mean square) under the square root; not negative. In the squared unit of the input. Default 1e-5, as in PyTorch.
    /// Of UnitNorm it is the least length, in the unit of the input.
    /// </summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether results are within one unit of rounding (the default), as fast as can be, or the nearest numbers to the formula.</summary>
    public NormPrecision Precision { get; init; } = NormPrecision.Strict;

    /// <summary>
    /// Scale, or null for 1: one number for each element of the normalized shape (LayerNorm, RMSNorm) or for each channel (GroupNorm, InstanceNorm).
    /// </summary>
    public IReadOnlyList<double>? Gamma { get; init; }

    internal abstract NormKind Kind { get; }

    internal virtual IReadOnlyList<double>? Shift => null;

    /// <summary>Whether 0 gives 0 in a row of finite numbers.</summary>
    internal bool KeepsZeros => NormCatalog.Get(Kind).KeepsZeros && (Gamma ?? []).All(double.IsFinite);

    /// <summary>How many numbers gamma and beta have: the longer of the two.</summary>
    internal int Parameters => Math.Max(Gamma?.Count ?? 0, Shift?.Count ?? 0);

    /// <summary>What a user may set that makes no sense whatever the column.</summary>
    internal virtual void Check()
    {
        if (!(Epsilon >= 0 && double.IsFinite(Epsilon)))
        {
            throw new ArgumentOutOfRangeException(nameof(Epsilon), Epsilon, $"Epsilon is {Epsilon}; accepted: a finite number that is not negative.");
        }

        if (!Enum.IsDefined(Precision))
        {
            throw new ArgumentOutOfRangeException(nameof(Precision), Precision, $"{Precision} is not a value of {nameof(NormPrecision)}.");
        }

        if (Gamma is { Count: > 0 } gamma && Shift is { Count: > 0 } beta && gamma.Count != beta.Count)
        {
            throw new ArgumentException($"Gamma has {gamma.Count} elements and Beta {beta.Count}; they are of one length.", nameof(Gamma));
        }
    }

    /// <summary>Refuses a vector that this norm cannot cut into its segments.</summary>
    internal abstract void CheckShape(string column, VectorDataViewType type);

    /// <summary>The norm of examples of one type.</summary>
    internal abstract RowNormalizer<T> CreateNormalizer<T>(string column, VectorDataViewType type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The norm of sparse rows of floats from their values alone; null where there is none. Only for flat vectors.</summary>
    internal virtual SparseNormalizer<float>? CreateSparse(SparseNormalizer<float> inFull) => null;

    /// <summary>What it is made for: how many elements or channels (null for any number), and what else there is to say.</summary>
    internal abstract (int? Size, string Unit, string Also) Expected { get; }

    /// <summary>The norm of examples of one type for an ONNX graph.</summary>
    internal abstract OnnxNorm ToOnnx(string column, VectorDataViewType type);

    /// <summary>The defaults of a norm; null if it is fitted.</summary>
    internal static RowNormOptions? Of(NormKind kind) => Array.Find(All, norm => norm.Kind == kind);

    /// <summary>The norm with these parts.</summary>
    internal RowNormOptions With(RowNormParts parts) =>
        Shaped(parts) with { Epsilon = parts.Epsilon, Precision = parts.Precision, Gamma = parts.Gamma };

    /// <summary>The norm with the sizes, the beta and the unit offset that it has of the parts.</summary>
    private protected abstract RowNormOptions Shaped(RowNormParts parts);

    /// <summary>Writes what <see cref="RowNormTransformer"/> does not write for every kind.</summary>
    internal abstract void Write(BinaryWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote, and adds it.</summary>
    internal abstract RowNormParts Read(BinaryReader reader, RowNormParts parts);

    private protected OnnxSegmentOptions Numbers => new(Epsilon, Gamma, Shift);

    internal static T[] Convert<T>(IReadOnlyList<double>? values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. (values ?? []).Select(T.CreateChecked)];
}
