namespace Norm.ML.Benchmarks.Goals;

/// <summary>A goal in one comparison.</summary>
/// <param name="Size">The size, such as 768.</param>
/// <param name="Ratio">The ratio of the median times.</param>
/// <param name="Low">The lower quartile of the rounds' ratios.</param>
/// <param name="High">The upper quartile.</param>
/// <param name="Margin">How far on the right side of the bound, as a factor: 1 is just met.</param>
internal sealed record GoalRow(string Size, double Ratio, double Low, double High, double Margin)
{
    public bool Met => Margin >= 1;
}
