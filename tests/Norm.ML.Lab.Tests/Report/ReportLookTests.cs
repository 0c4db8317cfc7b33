using System.Collections.Concurrent;
using Microsoft.Playwright;
using Norm.ML.Lab.Report;
using Norm.ML.Lab.Tests.Browser;

namespace Norm.ML.Lab.Tests.Report;

/// <summary>The report in a browser, opened as a file: its plots are counted, measured and kept as screenshots.</summary>
[Collection(nameof(InBrowser))]
public sealed class ReportLookTests(BrowserFixture browser) : IDisposable
{
    // What covers what: boxes of texts within one drawing, in the drawing's units.
    private const string Overlaps = """
        () => [...document.querySelectorAll('svg.figure')].flatMap(svg => {
            const all = [...svg.querySelectorAll('text')].map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
            const frame = svg.getBoundingClientRect(), found = [];
            for (const [i, a] of all.entries()) {
                if (a.box.left < frame.left - 1 || a.box.right > frame.right + 1 || a.box.top < frame.top - 1 || a.box.bottom > frame.bottom + 1)
                    found.push(`${svg.id}: '${a.text}' leaves the drawing`);
                for (const b of all.slice(i + 1)) {
                    const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
                    const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
                    if (across > 2 && down > 4)
                        found.push(`${svg.id}: '${a.text}' covers '${b.text}'`);
                }
            }
            return found;
        })
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-report-");

    [ChromiumTheory]
    [InlineData("desk", 1100, false)]
    [InlineData("dark", 1100, true)]
    [InlineData("phone", 390, false)]
    public async Task Experiments(string name, int width, bool dark) => await LookAsync($"report-demo-{name}", VisualReport.Create(42), width, dark);

    [ChromiumTheory]
    [InlineData("desk", 1100, false)]
    [InlineData("dark", 1100, true)]
    [InlineData("phone", 390, false)]
    public async Task Data(string name, int width, bool dark) => await LookAsync($"report-data-{name}", VisualReport.Create(
        42, ReportSample.Data(ReportSample.Rows(600), names: ["height", "income", "a_long_name_of_a_column_that_is_cut", "waiting time"]),
        ReportSample.Data(ReportSample.Rows(500, 2, shift: 1.5), name: "newer.csv",
            names: ["height", "income", "a_long_name_of_a_column_that_is_cut", "waiting time"])), width, dark);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task LookAsync(string name, VisualReport report, int width, bool dark)
    {
        string path = Path.Combine(_folder.FullName, "report.html");
        await File.WriteAllTextAsync(path, report.ToHtml());
        var problems = new ConcurrentQueue<string>();
        await using IBrowserContext context = await browser.NewContextAsync(width, dark);
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) => problems.Enqueue($"logged: {message.Text}");
        page.PageError += (_, problem) => problems.Enqueue($"not caught: {problem}");
        page.Request += (_, request) =>
        {
            if (request.Url != new Uri(path).AbsoluteUri && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                problems.Enqueue($"asked for: {request.Url}");
            }
        };
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        Directory.CreateDirectory(BrowserFixture.Screenshots);
        await page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, $"{name}.png"), FullPage = true });

        ILocator figures = page.Locator("figure svg.figure");
        Assert.Equal(report.FigureNames, await figures.EvaluateAllAsync<string[]>("all => all.map(one => one.id)"));
        for (int i = 0; i < report.FigureNames.Count; i++)
        {
            LocatorBoundingBoxResult box = (await figures.Nth(i).BoundingBoxAsync())!;

            // On a phone a plot scrolls in its own frame, where its numbers stay readable.
            Assert.True(box.Width >= 600 && box.Height > 60 && box.X >= 0 && (width < 600 || box.X + box.Width <= width),
                $"{report.FigureNames[i]} is {box.Width} by {box.Height} at {box.X}.");
            Assert.Equal(1, await page.GetByRole(AriaRole.Img, new() { Name = await figures.Nth(i).Locator("title").TextContentAsync() })
                .CountAsync());
        }

        Assert.Empty(await page.EvaluateAsync<string[]>(Overlaps));
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, "The page scrolls sideways.");
        string paper = await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"),
            line = await page.Locator(".line.c1").First.EvaluateAsync<string>("one => getComputedStyle(one).stroke");
        Assert.Equal(dark ? ("rgb(20, 24, 29)", "rgb(86, 180, 233)") : ("rgb(255, 255, 255)", "rgb(0, 114, 178)"), (paper, line));

        // The numbers unfold, and are the page's.
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(one => one.open = true)");
        Assert.True(await page.Locator("#gradient-flow-numbers").IsVisibleAsync());
        Assert.Empty(problems);
    }
}
