using Norm.ML.Internals.Inspection;

namespace Norm.ML.Lab.Report.Figures;

/// <summary>Places the values of an axis between two pixels.</summary>
sealed class Scale
{
    // Room between two numbers: beside each other, and above each other.
    const double Beside = 46, Above = 34;

    readonly double _from, _to, _low, _high;
    readonly bool _log;

    public Scale(Axis axis, IEnumerable<double> values, double from, double to)
    {
        (_from, _to, _log) = (from, to, axis.Log);
        double[] shown = [.. values.Where(value => double.IsFinite(value) && (!_log || value > 0))];
        double low = axis.Low ?? (shown.Length > 0 ? shown.Min() : _log ? 0.1 : 0), high = axis.High ?? (shown.Length > 0 ? shown.Max() : 1);
        if (axis.Round && !_log && high > low)
        {
            // To the next number on either side, so that lines do not end at the frame.
            double step = Step(low, high, Most(from, to));
            low = axis.Low ?? Math.Floor(low / step + 1e-9) * step;
            high = axis.High ?? Math.Ceiling(high / step - 1e-9) * step;
        }

        (_low, _high) = (Position(low), Position(high));
        // Ticks are counted from 0: no more of them than a double can tell apart. A half is nothing beside 1e20.
        double least = 1e-12 * Math.Max(Math.Abs(_low), Math.Abs(_high));
        if (!(_high - _low > least))
            (_low, _high) = (_low - Math.Max(0.5, least), _high + Math.Max(0.5, least));
    }

    public bool Shows(double value) => double.IsFinite(value) && (!_log || value > 0);

    /// <summary>The pixel of a value; values beyond the ends are put there.</summary>
    public double this[double value] => _from + (Math.Clamp(Position(value), _low, _high) - _low) / (_high - _low) * (_to - _from);

    /// <summary>Round numbers on the axis and what they are called.</summary>
    public IEnumerable<(double Value, string Text)> Ticks()
    {
        int most = Most(_from, _to);
        return _log && _high - _low >= 1 ? Powers(most) : Steps(most);
    }

    static int Most(double from, double to) => Math.Max(2, (int)(Math.Abs(to - from) / (to > from ? Beside : Above)));

    // 1, 2 or 5 and zeros.
    static double Step(double low, double high, int most)
    {
        double rough = (high - low) / most, unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return unit * (rough / unit <= 1 ? 1 : rough / unit <= 2 ? 2 : rough / unit <= 5 ? 5 : 10);
    }

    double Position(double value) => _log ? Math.Log10(value) : value;

    IEnumerable<(double, string)> Powers(int most)
    {
        int first = (int)Math.Ceiling(_low - 1e-9), last = (int)Math.Floor(_high + 1e-9), stride = Math.Max(1, (last - first + most) / most);
        for (int power = first; power <= last; power += stride)
            yield return (Math.Pow(10, power), power is >= -2 and <= 3 ? MessageText.Number(Math.Pow(10, power)) : FormattableString.Invariant($"1e{power}"));
    }

    IEnumerable<(double, string)> Steps(int most)
    {
        double low = _log ? Math.Pow(10, _low) : _low, high = _log ? Math.Pow(10, _high) : _high;
        double step = Step(low, high, most);
        for (double i = Math.Ceiling(low / step - 1e-9); i * step <= high + 1e-9 * step; i++)
            yield return (i * step, Text(i * step, step));
    }

    // As many digits as tell a tick from the next.
    static string Text(double value, double step)
    {
        if (Math.Abs(value) < step / 2)
            return "0";
        double magnitude = Math.Max(Math.Abs(value), step);
        if (magnitude is >= 1e5 or < 1e-3)
            return value.ToString("0.##e0", System.Globalization.CultureInfo.InvariantCulture);
        int digits = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step) - 1e-9));
        return value.ToString("F" + digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
