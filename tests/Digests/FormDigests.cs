using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Digests;

/// <summary>
/// Digests of the forms of the norms: rows with a stride, scale and shift per example, the residual after the norm, and quantised output. A line for
/// each form, norm and element type.
/// </summary>
internal static class FormDigests
{
    public const string Group = "forms | ";

    private static readonly int[] Sizes = [5, 16, 64, 100, 128, 256, 768];

    private static readonly NormPrecision[] Precisions = [NormPrecision.Strict, NormPrecision.Fast];

    public static Dictionary<string, string> All()
    {
        var lines = new Dictionary<string, string>();
        Of<float>("float", lines);
        Of<double>("double", lines);
        Strided<Half>("Half", lines);
        lines[$"{Group}LayerNorm | float | quantised"] = Each<float>((data, digest) =>
        {
            (sbyte[] q, float[] scales, int[] sums) = data.Bytes();
            LayerNorm.NormalizeQuantized(data.X, data.Size, data.Gamma, data.Beta, q, scales, sums);
            Data<float>.Add(digest, q, scales, sums);
        });
        lines[$"{Group}RmsNorm | float | quantised"] = Each<float>((data, digest) =>
        {
            (sbyte[] q, float[] scales, int[] sums) = data.Bytes();
            RmsNorm.NormalizeQuantized(data.X, data.Size, data.Gamma, q, scales, sums, unitOffset: true);
            Data<float>.Add(digest, q, scales, sums);
        });
        return lines;
    }

    private static void Of<T>(string type, Dictionary<string, string> lines) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Strided<T>(type, lines);
        lines[$"{Group}LayerNorm | {type} | per example"] = Each<T>((data, digest) =>
        {
            T[] y = new T[data.X.Length], dscale = new T[Data<T>.Examples * data.Size], dshift = [.. dscale];
            LayerNorm.NormalizePerExample<T>(data.X, data.Size, Data<T>.Rows, data.Scale, data.Shift, data.Size, y);
            digest.Add(y);
            LayerNorm.BackwardPerExample<T>(data.Dy, data.X, data.Size, Data<T>.Rows, data.Scale, data.Size, y, dscale, dshift);
            digest.Add(y, dscale, dshift);
        });
        lines[$"{Group}RmsNorm | {type} | per example"] = Each<T>((data, digest) =>
        {
            T[] y = new T[data.X.Length], dscale = new T[Data<T>.Examples * data.Size];
            RmsNorm.NormalizePerExample<T>(data.X, data.Size, Data<T>.Rows, data.Scale, data.Size, y);
            digest.Add(y);
            RmsNorm.BackwardPerExample<T>(data.Dy, data.X, data.Size, Data<T>.Rows, data.Scale, data.Size, y, dscale);
            digest.Add(y, dscale);
        });
        lines[$"{Group}InstanceNorm | {type} | per example"] = Each<T>((data, digest) =>
        {
            foreach (NormLayout layout in Enum.GetValues<NormLayout>())
            {
                T[] y = new T[data.X.Length], dscale = new T[Data<T>.Examples * data.Size], dshift = [.. dscale];
                InstanceNorm.NormalizePerExample<T>(data.X, data.Size, Data<T>.Rows, data.Scale, data.Shift, data.Size, y, layout: layout);
                digest.Add(y);
                InstanceNorm.BackwardPerExample<T>(
                    data.Dy, data.X, data.Size, Data<T>.Rows, data.Scale, data.Size, y, dscale, dshift, layout: layout);
                digest.Add(y, dscale, dshift);
            }
        });
        T alpha = T.CreateChecked(0.75);
        lines[$"{Group}LayerNorm | {type} | residual after"] = Each<T>((data, digest) =>
        {
            T[] y = new T[data.X.Length], dsublayer = new T[y.Length], dgamma = new T[data.Size], dbeta = new T[data.Size];
            LayerNorm.NormalizeThenAdd<T>(data.Dy, data.X, data.Size, data.Gamma, data.Beta, y, alpha);
            digest.Add(y);
            LayerNorm.BackwardThenAdd<T>(data.Dy, data.X, data.Size, data.Gamma, alpha, y, dsublayer, dgamma, dbeta);
            digest.Add(y, dsublayer, dgamma, dbeta);
        });
        lines[$"{Group}RmsNorm | {type} | residual after"] = Each<T>((data, digest) =>
        {
            T[] y = new T[data.X.Length], dsublayer = new T[y.Length], dgamma = new T[data.Size];
            RmsNorm.NormalizeThenAdd<T>(data.Dy, data.X, data.Size, data.Gamma, y, alpha, unitOffset: true);
            digest.Add(y);
            RmsNorm.BackwardThenAdd<T>(data.Dy, data.X, data.Size, data.Gamma, alpha, y, dsublayer, dgamma, unitOffset: true);
            digest.Add(y, dsublayer, dgamma);
        });
    }

    /// <summary>Each example is a group of rows, with three elements between groups.</summary>
    private static void Strided<T>(string type, Dictionary<string, string> lines) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        lines[$"{Group}LayerNorm | {type} | strided"] = Each<T>((data, digest) =>
            data.InPlace(digest, (buffer, rows, precision) => LayerNorm.NormalizeStrided<T>(buffer, rows, data.Gamma, data.Beta, 1e-5, precision)));
        lines[$"{Group}RmsNorm | {type} | strided"] = Each<T>((data, digest) =>
            data.InPlace(
                digest, (buffer, rows, precision) => RmsNorm.NormalizeStrided<T>(buffer, rows, data.Gamma, 1e-5, precision, unitOffset: true)));
        lines[$"{Group}UnitNorm | {type} | strided"] = Each<T>((data, digest) =>
            data.InPlace(digest, (buffer, rows, precision) => UnitNorm.NormalizeStrided<T>(buffer, rows, precision: precision)));
    }

    private static string Each<T>(Action<Data<T>, Digest> run) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var digest = new Digest();
        foreach (int size in Sizes)
        {
            run(new Data<T>(size), digest);
        }

        return digest.ToString();
    }

    /// <summary>Examples of a few rows; one row is constant, and one is not finite.</summary>
    private sealed class Data<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public const int Examples = 5, Rows = 3;

        public Data(int size)
        {
            Size = size;
            Numbers random = Numbers.For(size, 18);
            X = Draw(Examples * Rows * size);
            Dy = Draw(X.Length);
            (Gamma, Beta, Scale, Shift) = (Draw(size), Draw(size), Draw(Examples * size), Draw(Examples * size));
            X.AsSpan(size, size).Fill(T.CreateTruncating(1000.1));
            X[^1] = T.NaN;

            T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(3 + random.Normal()))];
        }

        public int Size { get; }

        public T[] X { get; }

        public T[] Dy { get; }

        public T[] Gamma { get; }

        public T[] Beta { get; }

        public T[] Scale { get; }

        public T[] Shift { get; }

        public void InPlace(Digest digest, Action<T[], StridedRows, NormPrecision> normalize)
        {
            int length = Rows * Size;
            var rows = new StridedRows(Examples, Rows, Size, length + 3, 2);
            foreach (NormPrecision precision in Precisions)
            {
                T[] buffer = new T[2 + Examples * rows.Stride];
                for (int example = 0; example < Examples; example++)
                {
                    X.AsSpan(example * length, length).CopyTo(buffer.AsSpan(2 + example * rows.Stride));
                }

                normalize(buffer, rows, precision);
                digest.Add(buffer);
            }
        }

        public (sbyte[] Q, float[] Scales, int[] Sums) Bytes() => (new sbyte[X.Length], new float[Examples * Rows], new int[Examples * Rows]);

        public static void Add(Digest digest, sbyte[] q, float[] scales, int[] sums)
        {
            digest.Add(MemoryMarshal.AsBytes(q.AsSpan()));
            digest.Add(scales);
            digest.Add(MemoryMarshal.AsBytes(sums.AsSpan()));
        }
    }
}
