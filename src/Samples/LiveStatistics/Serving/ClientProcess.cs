using Norm.ML.Samples.Live.Silos;

namespace Norm.ML.Samples.Live.Serving;

/// <summary>A process that adds rows to three partitions, shows the statistics, and normalizes with them.</summary>
internal static class ClientProcess
{
    public const string Source = "machines";

    private static readonly string[] Partitions = ["hall-1", "hall-2", "hall-3"];

    public static async Task Run(CommandLine line)
    {
        await using WebApplication client = Create(line);
        await client.StartAsync();
        Console.WriteLine($"client is ready: {client.Urls.First()}");
        await client.WaitForShutdownAsync();
    }

    public static WebApplication Create(CommandLine line)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(line.Urls);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleansClient(client => Cluster.Configure(client, line));
        builder.Services.AddSingleton(line);
        builder.Services.AddSingleton<Dashboard>().AddHostedService(services => services.GetRequiredService<Dashboard>());
        builder.Services.AddSingleton<Normalizing>().AddHostedService(services => services.GetRequiredService<Normalizing>());
        for (int i = 0; i < Partitions.Length; i++)
        {
            int number = i;
            builder.Services.AddSingleton<IHostedService>(services =>
                new Feed(services.GetRequiredService<LiveStatistics>(), Partitions[number], number, services.GetRequiredService<Dashboard>()));
        }

        WebApplication client = builder.Build();
        string page = Page();
        client.MapGet("/", () => Results.Content(page, "text/html; charset=utf-8"));
        client.MapGet("/state", (Dashboard dashboard) => dashboard.Now);
        client.MapPost("/normalize", (float[] rows, Normalizing normalizing) => normalizing.Normalize(rows));
        client.MapPost("/shift", (double deviations) => double.IsFinite(deviations) ? Results.Ok(Rows.Shift = Math.Clamp(deviations, -10, 10))
            : Results.Problem("deviations is not a number.", statusCode: StatusCodes.Status400BadRequest));
        return client;
    }

    public static string Page()
    {
        using var reader = new StreamReader(typeof(ClientProcess).Assembly.GetManifestResourceStream("page.html")!);
        return reader.ReadToEnd();
    }
}
