using Microsoft.Playwright;
using Norm.ML.Lab.Experiments.Grids;
using Norm.ML.Lab.Tests.Api;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>The grid in the browser: its numbers, its outlines, and one cell in detail.</summary>
[Collection(nameof(InBrowser))]
public sealed class GridViewTests(BrowserFixture browser)
{
    [ChromiumFact]
    public async Task It_shows_the_kernels_numbers_for_each_scenario_and_norm()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid");
        foreach (Grid grid in Scenarios.All)
        {
            await lab.SelectAsync("scenario", grid.Id);
            foreach (NormDefinition norm in NormCatalog.All)
            {
                await lab.ChooseAsync("norm", norm.Kind.ToString());
                int groups = grid.Shape.Channels % 2 == 0 ? 2 : 1;
                GridResult expected = GridNorm.Run(grid, new NormSettings { Kind = norm.Kind, Groups = groups });
                JsonNumbers.SameBits(expected.Input, await lab.NumbersAsync("#before .cell"));
                if (expected.Refusal is null)
                {
                    JsonNumbers.SameBits(expected.Output, await lab.NumbersAsync("#after .cell"));
                    Assert.Equal($"After {norm.DisplayName}", await lab.TextAsync("#after .block"));
                }
                else
                {
                    Assert.Equal(0, await lab.Page.Locator("#after").CountAsync());
                    Assert.Equal(expected.Refusal, await lab.TextAsync(".error"));
                }

                await AssertOutlineAsync(lab, grid.Shape, norm, groups);
            }
        }
    }

    // The cells of the ruler that the first cell has, and no others.
    private static async Task AssertOutlineAsync(LabPage lab, GridShape shape, NormDefinition norm, int groups)
    {
        int[] outlined = await lab.Page.Locator("#before .cell").EvaluateAllAsync<int[]>(
            "all => all.map((one, i) => one.classList.contains('shared') ? i : -1).filter((i) => i >= 0)");
        Assert.Equal(Enumerable.Range(0, shape.Cells).Where(i => shape.SegmentOf(i, norm.Segment, groups) == 0), outlined);
        string told = await lab.TextAsync(".verdict");
        Assert.Contains(norm.DisplayName, told, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task Numbers_are_readable()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=copies");
        Assert.Equal(["−1.225", "0", "1.225"], (await lab.Page.Locator("#after .cell").AllInnerTextsAsync()).Take(3));
        Assert.StartsWith("the vector, low: −1.225, in full −1.2247", await lab.Page.Locator("#after .cell").First.GetAttributeAsync("aria-label"),
            StringComparison.Ordinal);
        Assert.Equal("stored as 6.099999904632568", await FloatRemarkAsync(lab));
    }

    private static async Task<string> FloatRemarkAsync(LabPage lab)
    {
        await lab.SelectAsync("scenario", "plain");
        await lab.ChooseAsync("element", "Float");
        await lab.Page.Locator("details.panel > summary").ClickAsync();
        Assert.Equal("6.1", await lab.TextAsync("[data-line=x]"));
        return await lab.TextAsync(".arithmetic small");
    }

    [ChromiumFact]
    public async Task A_click_shows_the_arithmetic_of_the_cell()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=image&norm=GroupNorm");
        await lab.Page.Locator("#after .cell").Nth(9 * 5 + 4).ClickAsync();
        await lab.ReadyAsync();
        Assert.Equal("Four steps for picture 2, green, 2,2", await lab.TextAsync("#steps h2"));
        double kernel = (await lab.NumbersAsync("#after .cell"))[9 * 5 + 4];
        Assert.Equal(kernel, await lab.NumberAsync("#kernel"));
        Assert.Equal(kernel, await lab.NumberAsync("[data-line=result]"), 1e-12);
        double x = await lab.NumberAsync("[data-line=x]"), mean = await lab.NumberAsync("[data-line=mean]"),
            variance = await lab.NumberAsync("[data-line=variance]");
        Assert.Equal((x - mean) / Math.Sqrt(variance + 1e-5), kernel, 1e-12);
        Assert.Equal(18, await lab.Page.Locator("#before .shared").CountAsync());
        Assert.Equal(1, await lab.Page.Locator("#before .selected").CountAsync());
    }

    [ChromiumFact]
    public async Task Sliders_reach_the_kernel()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain&norm=LayerNorm");
        await lab.SlideAsync("epsilon", "0.1");
        await lab.SlideAsync("gamma", "2");
        await lab.SlideAsync("beta", "-1");
        Grid grid = Scenarios.Named("plain");
        double[] y = new double[grid.Values.Length];
        LayerNorm.Normalize<double>(grid.Values, 5, [2, 2, 2, 2, 2], [-1, -1, -1, -1, -1], y, 0.1);
        JsonNumbers.SameBits(y, await lab.NumbersAsync("#after .cell"));
        Assert.Contains("gamma=2", lab.Page.Url, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task BatchNorm_can_use_running_statistics_and_skip_padding()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=padding&norm=BatchNorm");
        double[] counted = await lab.NumbersAsync("#after .cell");
        await lab.Page.Locator("input[name=skipPadding]").CheckAsync();
        await lab.ReadyAsync();
        Assert.NotEqual(counted, await lab.NumbersAsync("#after .cell"));
        await lab.ChooseAsync("statistics", "Running");
        await lab.SlideAsync("steps", "0");
        Assert.Equal(2.1 / Math.Sqrt(1 + 1e-5), (await lab.NumbersAsync("#after .cell"))[0], 1e-15);
    }

    [ChromiumFact]
    public async Task What_survives_is_the_librarys()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain&row=2&column=3");
        IReadOnlyList<SurvivalLine> expected = Survival.Of(Scenarios.Named("plain"), new NormSettings(), 1, 2);
        Assert.Equal(expected.Where(line => line.Refusal is null)
            .SelectMany(line => new[] { line.RowMean, line.RowSpread, line.RowLength, line.RowCosine, line.ColumnMean, line.ColumnSpread }),
            await lab.NumbersAsync("[data-survives]"));
        Assert.Equal("LayerNorm", await lab.TextAsync(".survival .current th"));
        await Assertions.Expect(lab.Page.Locator(".survival")).ToContainTextAsync("refuses");
    }
}
