namespace Norm.ML.Benchmarks.Plots;

/// <summary>Places numbers on a logarithmic axis between two pixels.</summary>
internal sealed class LogScale
{
    private readonly double _from, _to, _least, _most;

    public LogScale(IEnumerable<double> values, double from, double to)
    {
        double[] all = [.. values.Where(value => value > 0 && double.IsFinite(value)).DefaultIfEmpty(1)];
        (_from, _to, _least, _most) = (from, to, Math.Log10(all.Min()), Math.Log10(all.Max()));
        if (_most - _least < 0.1)
        {
            _most = _least + 0.1;
        }
    }

    public double this[double value] => _from + (Math.Log10(value) - _least) / (_most - _least) * (_to - _from);

    /// <summary>Powers of ten, and 2 and 5 times them where there is room, within the range.</summary>
    public IEnumerable<double> Ticks()
    {
        double[] steps = _most - _least < 2 ? [1, 2, 5] : [1];
        for (int decade = (int)Math.Floor(_least); decade <= _most; decade += Math.Max(1, (int)((_most - _least) / 12)))
        {
            foreach (double step in steps)
            {
                if (Math.Log10(step) + decade is double at && at >= _least - 1e-9 && at <= _most + 1e-9)
                {
                    yield return step * Math.Pow(10, decade);
                }
            }
        }
    }
}
