using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
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
        () => [...document.querySelectorAll('svg.figure')].filter(svg => svg.checkVisibility()).flatMap(svg => {
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

    [ChromiumTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_paper_no_figure_is_broken_and_the_ink_is_dark(bool dark)
    {
        const double Sheet = 297 - 2 * 10, Width = 210 - 2 * 10, Pixel = 25.4 / 96;
        string path = Path.Combine(_folder.FullName, "printed.html");
        double[] rows = new Norm.ML.Lab.Experiments.Noise(3).Normals(60 * 30);
        await File.WriteAllTextAsync(path, VisualReport.Create(42, ReportSample.Data(rows, 30, names: [.. Enumerable.Range(1, 30)
            .Select(i => $"a_long_name_of_column_{i}_of_thirty")])).ToHtml());
        await using IBrowserContext context = await browser.NewContextAsync((int)(Width / Pixel), dark);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        string[] broken = await page.EvaluateAsync<string[]>(
            """
            (sheet) => [...document.querySelectorAll('figure')].flatMap((one) => {
              const drawing = one.querySelector('svg.at-desk'), found = [];
              const height = one.getBoundingClientRect().height;
              if (height > sheet) found.push(`${drawing.id} is ${height} high, a sheet ${sheet}`);
              if (getComputedStyle(one).breakInside !== 'avoid') found.push(`${drawing.id} may break`);
              if (one.querySelector('svg.at-phone').checkVisibility()) found.push(`${drawing.id} is printed twice`);
              return found;
            })
            """,
            Sheet / Pixel);
        Assert.True(broken.Length == 0, string.Join("; ", broken));
        Assert.Equal(("rgb(29, 37, 48)", "rgb(29, 37, 48)"), (
            await page.EvaluateAsync<string>("() => getComputedStyle(document.body).color"),
            await page.Locator("svg.at-desk text.panel").First.EvaluateAsync<string>("(one) => getComputedStyle(one).fill")));
        Assert.True((await page.PdfAsync(new() { Format = "A4" })).Length > 10_000);
    }

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
        Directory.CreateDirectory(LabPage.Screenshots);
        await page.ScreenshotAsync(new() { Path = Path.Combine(LabPage.Screenshots, $"{name}.png"), FullPage = true });

        string kind = width < 560 ? "at-phone" : "at-desk";
        ILocator figures = page.Locator($"figure svg.{kind}");
        Assert.Equal(report.FigureNames, await figures.EvaluateAllAsync<string[]>("all => all.map(one => one.id.replace('-narrow', ''))"));
        for (int i = 0; i < report.FigureNames.Count; i++)
        {
            LocatorBoundingBoxResult box = (await figures.Nth(i).BoundingBoxAsync())!;

            // Letters of a plot are as large as those of the page, or nearly so.
            float drawn = width < 560 ? 344 : 760;
            Assert.True(box.Width >= 0.9 * drawn && box.Height > 60 && box.X >= 0 && box.X + box.Width <= width,
                $"{report.FigureNames[i]} is {box.Width} by {box.Height} at {box.X}.");
            Assert.Equal(1, await page.GetByRole(AriaRole.Img, new() { Name = await figures.Nth(i).Locator("title").TextContentAsync() })
                .CountAsync());
        }

        Assert.Empty(await page.EvaluateAsync<string[]>(Overlaps));
        Assert.True(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, "The page scrolls sideways.");
        string paper = await page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"),
            line = await page.Locator(".line.c1").First.EvaluateAsync<string>("one => getComputedStyle(one).stroke");
        Assert.Equal(dark ? ("rgb(20, 24, 29)", "rgb(86, 180, 233)") : ("rgb(255, 255, 255)", "rgb(0, 114, 178)"), (paper, line));

        string[] cut = await page.EvaluateAsync<string[]>(LayoutFacts.Script);
        Assert.True(cut.Length == 0, string.Join("; ", cut.Take(5)));
        AxeResult rules = await page.RunAxe();
        Assert.NotEmpty(rules.Passes);
        Assert.True(rules.Violations.Length == 0, string.Join("; ", rules.Violations.Select(
            one => $"{one.Id}: {one.Help}: {string.Join(", ", one.Nodes.Take(3).Select(node => node.Html))}")));

        // The numbers unfold, and are the page's.
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(one => one.open = true)");
        Assert.True(await page.Locator("#gradient-flow-numbers").IsVisibleAsync());
        Assert.Empty(problems);
    }
}
