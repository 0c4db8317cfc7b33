using System.Text.Json;
using Norm.ML.Internals.Files;
using Norm.ML.Internals.Moments;

namespace Norm.ML;

public sealed partial class RunningStatistics
{
    /// <summary>The statistics as JSON for people and other programs: an object with <c>rows</c> and one entry per channel. Numbers are written
    /// so that <see cref="FromJson"/> gives the same bits, whatever the culture; NaN and infinities are texts. See docs/statistics-file.md.</summary>
    public string ToJson() => StatisticsJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">The text is not JSON, or not that of statistics, or the numbers are impossible
    /// (a negative variance, a mean outside of minimum and maximum); the message says where and why.</exception>
    public static RunningStatistics FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return StatisticsJson.Read(json);
        }
        catch (Exception problem) when (problem is StatisticsFormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            // The last two are System.Text.Json's for texts with half of a surrogate pair.
            throw new FormatException($"The text holds no valid statistics: {PlainMessage.Of(problem)}");
        }
    }
}
