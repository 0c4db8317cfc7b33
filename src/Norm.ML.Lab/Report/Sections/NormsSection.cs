using Norm.ML.Internals.Norms;
using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Report.Sections;

/// <summary>One tensor of channels through all norms: who shares a ruler is seen in which channels fall together.</summary>
internal static class NormsSection
{
    public const int Channels = 4, Positions = 32;

    private const int Examples = 64, Groups = 2, Bins = 48;

    private static readonly double[] Mean = [0, 3, 8, 9], Spread = [0.5, 1, 2, 0.4];

    public static Section Create(int seed)
    {
        double[] input = Input(seed);
        (string Name, double[] Values)[] all = [("Input", input), .. NormCatalog.All.Select(norm => (norm.DisplayName, Outputs(norm.Kind, input)))];
        return new Section("norms", "What each norm does to the same input",
            $"{Examples} examples of {Channels} channels and {Positions} positions; the channels differ in mean and spread, and each example is "
                + "brighter or darker as a whole. " +
            $"Each panel shows the distribution of every channel after one norm (GroupNorm with {Groups} groups), gamma 1 and beta 0.")
        {
            Findings = [.. Sentences(all)],
            Summary = Short(all),
            Figures =
            [
                new PanelFigure
                {
                    Id = "norm-distributions",
                    Title = "Distribution of each channel before and after the norms",
                    Description = $"{all.Length} panels of overlapping distributions of four channels. " + string.Join(" ", Sentences(all)),
                    Panels = [.. all.Select(Panel)],
                    Columns = 3,
                    PanelHeight = 210,
                    Numbers = Table(all),
                },
            ],
        };
    }

    /// <summary>Shape [examples, channels, positions].</summary>
    public static double[] Input(int seed)
    {
        var noise = new Noise(seed);
        double[] values = new double[Examples * Channels * Positions];
        for (int example = 0; example < Examples; example++)
        {
            double brightness = 2 * noise.Normal(), contrast = 0.5 + 1.5 * noise.Uniform();
            for (int channel = 0; channel < Channels; channel++)
            {
                for (int position = 0; position < Positions; position++)
                {
                    values[(example * Channels + channel) * Positions + position] = Mean[channel] + brightness
                        + contrast * Spread[channel] * noise.Normal();
                }
            }
        }

        return values;
    }

    public static double[] Outputs(NormKind kind, double[] x)
    {
        double[] y = new double[x.Length];
        var sizes = new NormSizes(Channels * Positions, Channels, Positions, Groups);
        NormMethods.Of(kind).Normalize<double>(x, sizes, default, default, y, NormCatalog.Get(kind).DefaultEpsilon);
        return y;
    }

    private static Panel Panel((string Name, double[] Values) one)
    {
        // The middle 99.8 %, so that a tail does not squeeze the rest.
        double[] sorted = [.. one.Values.Order()];
        double low = sorted[sorted.Length / 1000], high = sorted[^(sorted.Length / 1000 + 1)];
        return new Panel(one.Name, new Axis("value"), new Axis("share of values", Ticks: false),
            [.. Enumerable.Range(0, Channels).Select(channel =>
                new Series($"channel {channel + 1}", channel + 1, Histogram.Of(Channel(one.Values, channel), low, high, Bins), Mark.Area))]);
    }

    public static double[] Channel(double[] values, int channel) =>
        [.. Enumerable.Range(0, Examples).SelectMany(example => values.Skip((example * Channels + channel) * Positions).Take(Positions))];

    private static NumberTable Table((string Name, double[] Values)[] all) => new(
        ["norm", .. Enumerable.Range(1, Channels).SelectMany(channel => new[] { $"mean of channel {channel}", $"deviation of channel {channel}" })],
        [.. all.Select(one => (one.Name, Enumerable.Range(0, Channels).SelectMany(channel => Moments(one.Values, channel)).ToArray()))])
    {
        IsResult = (row, _) => row > 0,
    };

    private static double[] Moments(double[] values, int channel)
    {
        ChannelStatistics statistics = Measure.Of(Channel(values, channel));
        return [statistics.Mean, statistics.StandardDeviation];
    }

    private static string Short((string Name, double[] Values)[] all)
    {
        string[] told = [.. all.Skip(1).Where(one => Apart(one.Values) >= 1e-6).Select(one => one.Name)],
            gone = [.. all.Skip(1).Where(one => Apart(one.Values) < 1e-6).Select(one => one.Name)];
        return $"{string.Join(" and ", gone)} put all channels on one level; after {string.Join(", ", told)} a value still tells its channel.";
    }

    private static double Apart(double[] values)
    {
        double[] means = [.. Enumerable.Range(0, Channels).Select(channel => Moments(values, channel)[0])];
        return means.Max() - means.Min();
    }

    private static IEnumerable<string> Sentences((string Name, double[] Values)[] all)
    {
        foreach ((string name, double[] values) in all)
        {
            double[] means = [.. Enumerable.Range(0, Channels).Select(channel => Moments(values, channel)[0])];
            double[] deviations = [.. Enumerable.Range(0, Channels).Select(channel => Moments(values, channel)[1])];
            double apart = means.Max() - means.Min(), ratio = deviations.Max() / deviations.Min();
            yield return $"{name}: channel means lie {ReportText.Number(Math.Round(apart, 9))} apart, deviations differ {ReportText.Number(ratio)} "
                + $"times; " +
                (apart < 1e-6 ? "no channel stands out any more." : "which channel a value belongs to can still be told.");
        }
    }
}
