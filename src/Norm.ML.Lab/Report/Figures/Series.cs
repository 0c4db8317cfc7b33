namespace Norm.ML.Lab.Report.Figures;

/// <summary>How the points of a series are drawn.</summary>
internal enum Mark
{
    Line,
    Dashed,
    Dots,
    Area,
    Bars,
}

/// <summary>A place in a panel, in the units of its axes.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>Points that belong together.</summary>
/// <param name="Name">In the legend; series of one name and colour in several panels share an entry.</param>
/// <param name="Colour">1 to 6: see report.css.</param>
/// <param name="Points">From left to right. What an axis cannot show is left out.</param>
/// <param name="Mark">How they are drawn.</param>
internal sealed record Series(string Name, int Colour, IReadOnlyList<Point> Points, Mark Mark = Mark.Line);

/// <summary>An axis of a panel.</summary>
/// <param name="Label">What it measures; empty for none.</param>
/// <param name="Log">Whether it is logarithmic.</param>
/// <param name="Low">Where it begins; null for the least value.</param>
/// <param name="High">Where it ends; null for the greatest value.</param>
/// <param name="Ticks">Whether it has numbers.</param>
/// <param name="Round">Whether it goes on to the next round number at each end that is not given.</param>
internal sealed record Axis(string Label, bool Log = false, double? Low = null, double? High = null, bool Ticks = true, bool Round = false);

/// <summary>A pair of axes with what is drawn between them.</summary>
internal sealed record Panel(string Title, Axis X, Axis Y, IReadOnlyList<Series> Series);
