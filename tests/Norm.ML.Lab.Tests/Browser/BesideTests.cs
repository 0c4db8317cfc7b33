using Norm.ML.Lab.Experiments;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>What stands beside the grid: the batch and who depends on it, the flip of the axis, the four steps, the judgement.</summary>
[Collection(nameof(InBrowser))]
public sealed class BesideTests(BrowserFixture browser)
{
    [ChromiumFact]
    public async Task A_smaller_batch_moves_BatchNorm_alone()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain&norm=BatchNorm&row=6");
        Assert.All(await lab.NumbersAsync("[data-family$=drift]"), drift => Assert.Equal(0, drift));
        await lab.SlideAsync("batch", "2 of 6");
        Assert.True(await lab.NumberAsync("[data-family='BatchNorm drift']") > 0.1);
        foreach (string norm in new[] { "LayerNorm", "RmsNorm", "GroupNorm" })
        {
            Assert.Equal(0, await lab.NumberAsync($"[data-family='{norm} drift']"));
            Assert.Equal(0, await lab.NumberAsync($"[data-family='{norm} modes']"));
        }

        Assert.True(await lab.NumberAsync("[data-family='BatchNorm modes']") > 0.1);
        Assert.StartsWith("Drift: BatchNorm alone", await lab.TextAsync("#about-drift"), StringComparison.Ordinal);
        string modes = await lab.TextAsync("#about-modes");
        Assert.Contains("65.1 % of the way from mean 0 and variance 1 after 10 batches at momentum 0.1", modes, StringComparison.Ordinal);
        Assert.Contains($"A cell changes by up to {await lab.TextAsync("[data-family='BatchNorm modes'] .amount")}.", modes,
            StringComparison.Ordinal);
        Assert.Equal(20, await lab.Page.Locator("#before .outside").CountAsync());
        Assert.Equal(10, (await lab.Page.Locator("#after .cell:not(.outside)").AllInnerTextsAsync()).Count);

        // The chosen cell stays in the batch, and the batch of one is refused as the library refuses it.
        Assert.Equal("Four steps for example 2, height", await lab.TextAsync("#steps h2"));
        await lab.SlideAsync("batch", "1 of 6");
        Assert.Contains("at least 2 values", await lab.TextAsync("[role=alert]"), StringComparison.Ordinal);
        await lab.ChooseAsync("statistics", "Running");
        Assert.Equal(0, await lab.NumberAsync("[data-family='BatchNorm drift']"));
        Assert.StartsWith("Modes: BatchNorm cannot train on this batch", await lab.TextAsync("#about-modes"), StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task Two_ways_to_the_same_statistics_that_differ_by_rounding_are_no_drift()
    {
        // All rows of the file are in the batch: fitted statistics are those of the batch.
        double[] values = new Noise(3).Normals(60 * 3, 10, 3);
        var statistics = new StatisticsAccumulator(3);
        statistics.Add(values);
        LabTable whole = UserData.Table() with { Values = values, Statistics = statistics.ToStatistics() };
        await using LabServer server = await LabServer.StartAsync(0, whole);
        await using LabPage lab = await browser.OpenAsync(server, "/?view=grid&scenario=data&norm=BatchNorm&statistics=Fitted");
        Assert.Equal(["0", "0"], await lab.Page.Locator("[data-family^=BatchNorm] .amount").AllInnerTextsAsync());
        Assert.Contains("Here both are the same.", await lab.TextAsync("#about-modes"), StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_group_filled_by_one_channel_is_said_beside_the_picture()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=image&norm=GroupNorm");
        Assert.StartsWith("infrared fills 2 of 4 rulers", await lab.TextAsync("#judgement .look-out"), StringComparison.Ordinal);
        Assert.Equal(0, await lab.Page.Locator("#judgement .working").CountAsync());
        await lab.SlideAsync("groups", "4");
        Assert.StartsWith("GroupNorm does its job", await lab.TextAsync("#judgement .working"), StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task Images_show_that_InstanceNorm_does_not_depend_on_the_batch()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=image&batch=1");
        Assert.True(await lab.NumberAsync("[data-family='BatchNorm drift']") > 0);
        Assert.Equal(0, await lab.NumberAsync("[data-family='InstanceNorm drift']"));
    }

    [ChromiumTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_control_turns_the_axis(bool moving)
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain&norm=LayerNorm&row=3&column=2", moving: moving);
        Assert.Equal("10 11 12 13 14", await OutlinedAsync());
        await lab.Page.EvaluateAsync(
            """
            () => {
              window.moved = 0;
              new MutationObserver((all) => {
                window.moved += all.flatMap((one) => [...one.addedNodes]).filter((one) => one.className === 'frame').length;
              }).observe(document.querySelector('.frames'), { childList: true });
            }
            """);
        await lab.Page.Locator("#flip").ClickAsync();
        await lab.ReadyAsync();
        Assert.Equal("1 6 11 16 21 26", await OutlinedAsync());
        Assert.Equal(moving ? 2 : 0, await lab.Page.EvaluateAsync<int>("() => window.moved"));
        Assert.Equal("flip", await lab.Page.EvaluateAsync<string>("() => document.activeElement.id"));
        await lab.Page.Keyboard.PressAsync("Enter");
        await lab.ReadyAsync();
        Assert.Equal("10 11 12 13 14", await OutlinedAsync());

        Task<string> OutlinedAsync() => lab.Page.Locator("#before .cell").EvaluateAllAsync<string>(
            "all => all.map((one, i) => one.classList.contains('shared') ? i : -1).filter((i) => i >= 0).join(' ')");
    }

    [ChromiumTheory]
    [InlineData("LayerNorm", "mean", "variance")]
    [InlineData("BatchNorm", "mean", "variance")]
    [InlineData("RmsNorm", null, "mean square")]
    public async Task Four_steps_have_the_numbers_of_the_cell_under_their_symbols(string norm, string? mean, string spread)
    {
        await using LabPage lab = await browser.OpenAsync($"/?view=grid&scenario=plain&norm={norm}&row=2&column=4&gamma=2&beta=0.5");
        Assert.Equal(4, await lab.Page.Locator("#steps li").CountAsync());
        foreach ((string symbol, string? line) in new[] { ("μ", mean), (mean is null ? "m" : "σ²", spread), ("x̂", "normalized"), ("x", "x"),
            ("γ", "gamma"), ("β", mean is null ? null : "beta"), ("y", "result"), ("ε", "epsilon") })
        {
            double[] under = await lab.NumbersAsync($"[data-symbol='{symbol}']");
            Assert.Equal(line is null ? [] : [await lab.NumberAsync($"[data-line='{line}']")], under.Distinct());
        }
    }

    [ChromiumFact]
    public async Task The_judgement_says_what_the_numbers_say()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain&norm=BatchNorm");
        Assert.Contains("The columns are recentred.", await lab.TextAsync("[data-judged=column-mean]"), StringComparison.Ordinal);
        Assert.Contains("Row scale is not equalized", await lab.TextAsync("[data-judged=row-size]"), StringComparison.Ordinal);
        await lab.ChooseAsync("norm", "LayerNorm");
        Assert.Contains("The rows are recentred.", await lab.TextAsync("[data-judged=row-mean]"), StringComparison.Ordinal);
        await lab.ChooseAsync("norm", "RmsNorm");
        Assert.Contains("Rows keep their own levels.", await lab.TextAsync("[data-judged=row-mean]"), StringComparison.Ordinal);
        Assert.Contains("The rows have one scale.", await lab.TextAsync("[data-judged=row-size]"), StringComparison.Ordinal);
        await lab.SelectAsync("scenario", "huge");
        Assert.Contains("income fills 6 of 6 rulers: without it the root mean square would be at least", await lab.TextAsync(".look-out"),
            StringComparison.Ordinal);
        foreach (NormDefinition norm in NormCatalog.All)
        {
            await lab.ChooseAsync("norm", norm.Kind.ToString());
            Assert.Equal($"What {norm.DisplayName} means", await lab.TextAsync("#meaning h2"));
            Assert.Equal(9, await lab.Page.Locator("#meaning dt").CountAsync());
            Assert.Contains($"{norm.Kind}.Normalize", await lab.TextAsync("#meaning code"), StringComparison.Ordinal);
            string steps = string.Concat(await lab.Page.Locator("#steps").AllInnerTextsAsync());
            Assert.DoesNotContain("NaN", steps, StringComparison.Ordinal);
            Assert.All(NormCatalog.All.Where(other => other != norm),
                other => Assert.DoesNotContain(other.DisplayName, steps, StringComparison.Ordinal));
        }
    }
}
