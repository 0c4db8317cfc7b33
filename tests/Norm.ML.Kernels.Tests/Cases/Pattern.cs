namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>A kind of input that some implementation gets wrong.</summary>
/// <param name="Name">How tables call it.</param>
/// <param name="Element">The value at a position of a segment, for the largest number and the machine epsilon of the element type.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="OverflowsSquares">Squares over- or underflow in <see cref="double"/>.</param>
internal sealed record Pattern(string Name, Func<Pattern.Site, double> Element, double Epsilon = 1e-5, bool OverflowsSquares = false)
{
    public override string ToString() => Name;

    /// <summary>Where an element is, and what it may draw upon.</summary>
    public readonly record struct Site(int Index, int Length, Numbers Random, double Largest, double Ulp, double Smallest);
}
