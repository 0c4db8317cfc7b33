using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Norm.ML.Database.Tests.Servers;
using Norm.ML.Lab.Tests.Browser;
using Norm.ML.Samples.Live.Serving;

namespace Norm.ML.Orleans.Tests.Sample;

/// <summary>The sample's page in a browser, while its client adds and silos are killed.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private ChromiumBrowser? _browser;

    public async Task InitializeAsync() => _browser = await ChromiumBrowser.StartAsync();

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    [ChromiumFact]
    public async Task The_page_shows_statistics_that_move_drift_and_a_silo_that_is_gone()
    {
        await using SampleCluster sample = await SampleCluster.Start(postgres: null);
        await using LabPage page = await Open(sample, width: 1440);
        await Until(page, "document.querySelectorAll('#partitions tr').length === 3 && document.querySelectorAll('#channels .panel').length === 4");
        await Until(page, "document.querySelector('#silos').textContent.startsWith('2 alive: ')");
        Assert.Contains("in the memory of the silos", await page.TextAsync("#storage"), StringComparison.Ordinal);
        long[] first = await Rows(page);
        string line = await Line(page), numbers = await page.TextAsync("#channels .numbers");
        await Until(page, $"[...document.querySelectorAll('#partitions td:nth-child(2)')].every((one, i) => "
            + $"+one.textContent.replaceAll(',', '') > [{string.Join(',', first)}][i])");
        await Until(page, $"document.querySelector('polyline.window').getAttribute('points') !== '{line}'");
        await Until(page, $"document.querySelector('#channels .numbers').textContent !== '{numbers}'");
        await Until(page, "document.querySelector('#drift').textContent.startsWith('No drift. ')");

        await page.Page.Locator("#shift").FillAsync("3");
        await Until(page, "document.querySelector('#drift').textContent === 'The data has drifted from the baseline.'");

        long[] before = await Rows(page);
        sample.Kill(2);
        await Until(page, "document.querySelector('#silos').textContent.startsWith('1 alive: ')");
        // What silo 2 held begins again, and says so; what silo 1 held goes on.
        await Until(page, $"[...document.querySelectorAll('#partitions tr')].every((row, i) => "
            + $"row.cells[2].textContent.includes('its state was lost') "
            + $"|| +row.cells[1].textContent.replaceAll(',', '') > [{string.Join(',', before)}][i])");
        await Until(page,
            "[...document.querySelectorAll('#partitions td:nth-child(2)')].every((one) => +one.textContent.replaceAll(',', '') > 1000)");
        Assert.Equal(["hall-1", "hall-2", "hall-3"], await page.Page.Locator("#partitions th").AllInnerTextsAsync());
        foreach (PartitionState partition in sample.Now.Partitions.Where(partition => partition.Lost is not null))
        {
            Assert.Matches("went back from row [0-9,]+ to row 0", partition.Lost);
        }

        // The list of partitions and the baseline are there again, wherever they were.
        await Until(page, "document.querySelector('#drift').textContent === 'The data has drifted from the baseline.'");
        await UntilAll(sample);
        await page.Page.Locator("#shift").FillAsync("0");
        await Until(page, "document.querySelector('#drift').textContent.startsWith('No drift. ')");
    }

    [ChromiumAndPostgresFact]
    public async Task With_a_database_a_silo_that_is_gone_loses_nothing()
    {
        using PostgresServer postgres = PostgresServer.Start();
        await using SampleCluster sample = await SampleCluster.Start(postgres.ConnectionString);
        await using LabPage page = await Open(sample, width: 1440);
        await Until(page, "document.querySelector('#silos').textContent.startsWith('2 alive: ')");
        Assert.StartsWith("State is in PostgreSQL.", await page.TextAsync("#storage"), StringComparison.Ordinal);
        foreach (int silo in (int[])[1, 2])
        {
            long[] before = await Rows(page);
            sample.Kill(silo);
            if (silo == 1)
            {
                await Until(page, "document.querySelector('#silos').textContent.startsWith('1 alive: ')");
                await Until(page, $"[...document.querySelectorAll('#partitions tr')].every((row, i) => "
                    + $"+row.cells[1].textContent.replaceAll(',', '') > [{string.Join(',', before)}][i])");
                Assert.All(sample.Now.Partitions, partition => Assert.Null(partition.Lost));
            }
            else
            {
                await Until(page, "/^No silo has answered for [0-9]+ seconds/.test(document.querySelector('#drift').textContent)");
            }
        }
    }

    [ChromiumFact]
    public async Task A_client_that_is_gone_is_noticed()
    {
        SampleCluster sample = await SampleCluster.Start(postgres: null);
        await using LabPage page = await Open(sample, width: 1440);
        page.ExpectsErrors = true;
        await Until(page, "document.querySelectorAll('#channels .panel').length === 4");
        await sample.DisposeAsync();
        await Until(page, "document.querySelector('#drift').textContent === 'The client does not answer.'");
    }

    [ChromiumTheory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1440, false)]
    [InlineData(1440, true)]
    public async Task Nothing_is_cut_and_no_rule_is_broken(int width, bool dark)
    {
        // The page alone, with the longest that it may show.
        await using WebApplication server = await Serve(new("memory", ["127.0.0.1:11111", "127.0.0.1:11112"],
            [new("hall-1", 123_456_789, "Partition 'hall-1' of source 'machines': no silo answered within 30 seconds: Response did not arrive on "
                + "time in 00:00:10 for message: Request.", "At 12:34:56 its state was lost, and it went back from row 123,456,789 to row 0."),
            new("hall-2", 2, null, null)],
            [.. new[] { "temperature", "pressure", "vibration", "load" }.Select(
                name => new ChannelState(name, [1013.123456, 6.1], [-0.000012345678, 1e-7]))],
            246_913_578, 1_234_567, false, -1.5, 31, "Source 'machines': no silo answered within 30 seconds: Response did not arrive on time."));
        await using LabPage page = await LabPage.OpenAsync(_browser!.Browser, new(server.Urls.First()), "/", width, height: 900, dark);
        await Until(page, "document.querySelectorAll('#partitions tr').length === 2");
        string[] cut = await page.Page.EvaluateAsync<string[]>(LayoutFacts.Script);
        Assert.True(cut.Length == 0, string.Join("; ", cut.Take(5)));
        AxeResult result = await page.Page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.True(result.Violations.Length == 0, string.Join("; ", result.Violations.Select(
            one => $"{one.Id}: {one.Help}: {string.Join(", ", one.Nodes.Take(3).Select(node => node.Html))}")));
        await page.ShootAsync($"live-statistics-{width}{(dark ? "-dark" : "")}");
    }

    private static async Task<WebApplication> Serve(PageState state)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication server = builder.Build();
        string page = ClientProcess.Page();
        server.MapGet("/", () => Results.Content(page, "text/html; charset=utf-8"));
        server.MapGet("/state", () => state);
        await server.StartAsync();
        return server;
    }

    private Task<LabPage> Open(SampleCluster sample, int width) =>
        LabPage.OpenAsync(_browser!.Browser, sample.Address, "/", width, height: 900, dark: false);

    private static Task Until(LabPage page, string condition) => page.Page.WaitForFunctionAsync($"() => {condition}");

    // Each partition is on the list again when the client has opened it, every ten seconds.
    private static async Task UntilAll(SampleCluster sample)
    {
        LiveSource source = sample.Client.Services.GetRequiredService<LiveStatistics>().Source(ClientProcess.Source);
        for (int i = 0; i < 600; i++)
        {
            if ((await source.PartitionsAsync()).Count == 3)
            {
                return;
            }

            await Task.Delay(100);
        }
        Assert.Fail("Partitions are missing from the list.");
    }

    private static async Task<long[]> Rows(LabPage page) =>
        [.. (await page.Page.Locator("#partitions td:nth-child(2)").AllInnerTextsAsync())
            .Select(text => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];

    private static async Task<string> Line(LabPage page) => (await page.Page.Locator("polyline.window").First.GetAttributeAsync("points"))!;
}

/// <summary>A test that needs both, and is skipped with the reason where one of them is missing.</summary>
internal sealed class ChromiumAndPostgresFactAttribute : FactAttribute
{
    public ChromiumAndPostgresFactAttribute() => Skip = Chromium.Absent ?? PostgresPrograms.Obstacle;
}
