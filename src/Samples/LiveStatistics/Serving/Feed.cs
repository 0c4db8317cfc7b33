namespace Norm.ML.Samples.Live.Serving;

/// <summary>Adds the rows of one partition as they come, and goes on with the right row after whatever happens.</summary>
internal sealed class Feed(LiveStatistics live, string partition, int number, Dashboard dashboard) : BackgroundService
{
    private const int RowsPerTurn = 200, TurnsPerOpening = 100;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rows = new Rows(number);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The partition knows which row comes next, also after this program was started again. It is opened anew now and then, which puts it
                // on the list of its source, for the case that a silo's memory had the list. With a database, once is enough.
                LivePartition opened = await live.OpenAsync(ClientProcess.Source, partition, Rows.Columns, cancellation: stoppingToken);
                dashboard.Opened(partition, opened.Position);
                var writer = new LiveWriter(opened);
                for (int turn = 0; turn < TurnsPerOpening; turn++)
                {
                    await writer.AddAsync(rows.Read(writer.Next, RowsPerTurn), DateTimeOffset.UtcNow, stoppingToken);
                    await writer.FlushAsync(stoppingToken);
                    dashboard.Sent(partition, writer.Sent);
                    await Task.Delay(Turn, stoppingToken);
                }
            }
            catch (LiveStatisticsException problem)
            {
                dashboard.Failed(partition, problem.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
