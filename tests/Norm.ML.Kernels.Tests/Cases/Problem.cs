using System.Numerics;
using Norm.ML.Kernels.Tests.Truth;

namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>The data of one call: inputs, parameters and the gradient that comes back.</summary>
internal sealed class Problem<T>(NormShape shape, T[] x, T[] dy, T[] gamma, T[] beta, double epsilon)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public NormShape Shape => shape;
    public Geometry Geometry => shape.Geometry;
    public T[] X => x;
    public T[] Dy => dy;

    /// <summary>Empty if left out.</summary>
    public T[] Gamma => gamma;

    /// <summary>Empty if left out, as it always is for a norm without beta.</summary>
    public T[] Beta => beta;
    public double Epsilon => epsilon;

    /// <summary>The values of one segment.</summary>
    public double[] Values(T[] source, int segment) =>
        Array.ConvertAll(Geometry.Segments[segment], position => Element<T>.ToDouble(source[position]));

    public T[] Gather(T[] source, int segment) => Array.ConvertAll(Geometry.Segments[segment], position => source[position]);

    /// <summary>The scale of each element of a segment, exactly.</summary>
    public TwoPart[] Gammas(int segment, bool unitOffset) => Array.ConvertAll(Geometry.Segments[segment], position =>
        Gamma.Length == 0 ? 1 : TwoPart.Sum(Element<T>.ToDouble(Gamma[Geometry.Affine[position]]), unitOffset ? 1 : 0));

    public double[] Betas(int segment) => Array.ConvertAll(Geometry.Segments[segment], position =>
        Beta.Length == 0 ? 0 : Element<T>.ToDouble(Beta[Geometry.Affine[position]]));
}
