using System.Globalization;
using Norm.ML.Benchmarks.Goals;

namespace Norm.ML.Benchmarks.Reports;

/// <summary>Numbers as tables show them: as many digits as they deserve.</summary>
internal static class Numbers
{
    public static string Short(double value) => value switch
    {
        _ when !double.IsFinite(value) => double.IsNaN(value) ? "NaN" : "inf",
        0 => "0",
        < 0.01 or >= 1e6 => value.ToString("0.0e0", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0", CultureInfo.InvariantCulture),
    };

    public static string Ratio(GoalRow row) => Invariant($"{row.Ratio:0.00}");

    public static string Spread(GoalRow row) => Invariant($"{row.Low:0.00} to {row.High:0.00}");

    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
