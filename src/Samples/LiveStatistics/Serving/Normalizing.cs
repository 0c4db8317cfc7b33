using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Samples.Live.Serving;

/// <summary>Normalizes rows with statistics that follow the stream: with a new normalizer every ten seconds, and one and the same within a
/// batch.</summary>
internal sealed class Normalizing(LiveStatistics live) : BackgroundService
{
    private const string Column = "Features";

    private volatile LiveFollower<SpanNormalizer<float>>? _follower;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // It begins with the baseline, so that there is a normalizer from the start.
        await using LiveFollower<SpanNormalizer<float>> follower = await live.Source(ClientProcess.Source).FollowAsync(Make,
            new() { Every = TimeSpan.FromSeconds(10), Intervals = 6, Initial = Rows.Baseline }, stoppingToken);
        _follower = follower;
        await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public IResult Normalize(float[] rows)
    {
        if (_follower?.Current is not { } version)
        {
            return Results.Problem("The service starts.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        if (rows.Length == 0 || rows.Length % Rows.Names.Length != 0)
        {
            return Results.Problem($"The body has {rows.Length} numbers; accepted: a multiple of {Rows.Names.Length}.",
                statusCode: StatusCodes.Status400BadRequest);
        }

        version.Value.Normalize(rows, rows);
        return Results.Json(new { version = version.Number, since = version.Since, rows });
    }

    private static SpanNormalizer<float> Make(RunningStatistics statistics)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(Column, new VectorDataViewType(NumberDataViewType.Single, statistics.ChannelCount));
        return new MLContext().Transforms.BatchNorm(statistics, Column).CreateSpanNormalizer<float>(schema.ToSchema(), Column);
    }
}
