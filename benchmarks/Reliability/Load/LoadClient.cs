using System.Diagnostics;

namespace Norm.ML.Reliability.Load;

/// <summary>One client: a connection that is kept, and a request after the other. Every answer is compared.</summary>
internal sealed class LoadClient(Uri service, LoadModels models, int seed)
{
    private const int LargestBatch = 128, MostShown = 3;

    private readonly Random _random = new(seed);

    public long Rows { get; private set; }

    public long Wrong { get; private set; }

    public long Failed { get; private set; }

    /// <summary>How many answers each model gave.</summary>
    public long[] ByModel { get; } = new long[models.Expected.Length];

    /// <summary>Milliseconds of each request for one row.</summary>
    public List<float> Single { get; } = [];

    /// <summary>Milliseconds of each request for several rows.</summary>
    public List<float> Batch { get; } = [];

    /// <summary>The first of what went wrong.</summary>
    public List<string> Problems { get; } = [];

    public async Task RunAsync(CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 })
        {
            BaseAddress = service,
            Timeout = TimeSpan.FromSeconds(60),
        };
        while (!stop.IsCancellationRequested)
        {
            bool batch = _random.Next(2) == 0;
            int[] rows = new int[batch ? _random.Next(1, LargestBatch + 1) : 1];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = _random.Next(models.Rows.Length);
            }

            await AskAsync(http, rows, batch);
        }
    }

    private async Task AskAsync(HttpClient http, int[] rows, bool batch)
    {
        using var body = new ByteArrayContent(models.Body(rows, batch));
        long before = Stopwatch.GetTimestamp();
        try
        {
            using HttpResponseMessage response = await http.PostAsync(new Uri("/normalize", UriKind.Relative), body);
            byte[] answer = await response.Content.ReadAsByteArrayAsync();
            float time = (float)Stopwatch.GetElapsedTime(before).TotalMilliseconds;
            (batch ? Batch : Single).Add(time);
            if (!response.IsSuccessStatusCode)
            {
                Failed++;
                Show($"{(int)response.StatusCode}: {LoadModels.Describe(answer)}");
            }
            else if (models.ModelOf(answer, rows, batch) is var model and >= 0)
            {
                ByModel[model]++;
                Rows += rows.Length;
            }
            else
            {
                Wrong += rows.Length;
                Show($"wrong: {LoadModels.Describe(answer)}");
            }
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException or IOException)
        {
            Failed++;
            Show($"{problem.GetType().Name}: {problem.Message}");
        }
    }

    private void Show(string problem)
    {
        if (Problems.Count < MostShown)
        {
            Problems.Add(problem);
        }
    }
}
