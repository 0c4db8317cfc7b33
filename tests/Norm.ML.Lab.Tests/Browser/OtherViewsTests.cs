using Norm.ML.Lab.Experiments;
using Norm.ML.Lab.Experiments.Grids;
using Norm.ML.Lab.Tests.Api;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>The other views in the browser: what they are set with, and that they show the library's numbers.</summary>
[Collection(nameof(InBrowser))]
public sealed class OtherViewsTests(BrowserFixture browser)
{
    [ChromiumFact]
    public async Task The_tour_leads_through_eight_steps()
    {
        await using LabPage lab = await browser.OpenAsync("/");
        Assert.Equal(NormCatalog.All.Count, await lab.Page.Locator(".card").CountAsync());
        Assert.Equal(8, await lab.Page.Locator(".steps li").CountAsync());
        await lab.Page.Locator(".steps a").First.ClickAsync();
        for (int step = 1; step <= 8; step++)
        {
            await lab.ReadyAsync();
            Assert.StartsWith($"{step} of 8:", await lab.TextAsync(".guide"), StringComparison.Ordinal);
            await lab.Page.Locator(".guide .go").ClickAsync();
        }

        await lab.ReadyAsync();
        Assert.Equal("Which norm for which data?", await lab.TextAsync("h1"));
    }

    [ChromiumFact]
    public async Task The_navigation_opens_every_view_and_back_returns()
    {
        await using LabPage lab = await browser.OpenAsync("/");
        string[] names = [.. await lab.Page.Locator("nav a").AllInnerTextsAsync()];
        Assert.Equal(11, names.Length);
        var titles = new List<string>();
        foreach (string name in names)
        {
            await lab.Page.Locator("nav").GetByText(name, new() { Exact = true }).ClickAsync();
            await lab.ReadyAsync();
            Assert.Equal(name, await lab.TextAsync("nav [aria-current=page]"));
            titles.Add(await lab.TextAsync("h1"));
        }

        Assert.Equal(11, titles.Distinct().Count());
        await lab.Page.GoBackAsync();
        await lab.ReadyAsync();
        Assert.Equal(titles[^2], await lab.TextAsync("h1"));
    }

    [ChromiumFact]
    public async Task The_fixed_example_wobbles_until_statistics_are_learned()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=batch");
        WobbleResult expected = BatchWobble.Run(8);
        JsonNumbers.SameBits(expected.Outputs[0], await lab.NumbersAsync("[data-output]"));
        await lab.SlideAsync("draw", "2");
        JsonNumbers.SameBits(expected.Outputs[1], await lab.NumbersAsync("[data-output]"));
        await lab.SlideAsync("size", "1");
        Assert.Contains("at least 2 values", await lab.TextAsync("#refusal"), StringComparison.Ordinal);
        Assert.Equal(0, await lab.Page.Locator("[data-output]").CountAsync());

        await lab.ChooseAsync("statistics", "running");
        Assert.Equal(RunningConvergence.Run(0.1, 2, 100)[^1].RunningMean, await lab.NumberAsync("#running-mean"));
        await lab.SlideAsync("momentum", "0.5");
        Assert.Equal(RunningConvergence.Run(0.5, 2, 100)[^1].RunningMean, await lab.NumberAsync("#running-mean"));
        Assert.Equal(3, await lab.Page.Locator(".plot svg").CountAsync());
    }

    [ChromiumFact]
    public async Task Epsilon_cannot_bring_back_what_float_has_not()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=epsilon");
        Assert.StartsWith("In float, 5 ± 1e−8 is exactly 5: constant.", await lab.TextAsync(".verdict"), StringComparison.Ordinal);
        foreach (string epsilon in new[] { "0", "1e−20", "1e−5" })
        {
            await lab.SlideAsync("epsilon", epsilon);
            double value = double.Parse(epsilon.Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(0, await lab.NumberAsync("#float-spread"));
            Assert.Equal(EpsilonEffect.Run(ElementType.Double, 5, 1e-8, value).OutputSpread, await lab.NumberAsync("#double-spread"));
        }

        await lab.SlideAsync("distance", "0.1");
        Assert.Equal(EpsilonEffect.Run(ElementType.Float, 5, 0.1, 1e-5).OutputSpread, await lab.NumberAsync("#float-spread"));
    }

    [ChromiumFact]
    public async Task Gamma_and_beta_undo_BatchNorm()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=affine");
        Assert.NotEqual(await lab.NumbersAsync("#before .cell"), await lab.NumbersAsync("#after .cell"));
        await lab.SlideAsync("gamma", "100 %");
        await lab.SlideAsync("beta", "100 %");
        Assert.All(await lab.NumbersAsync("[data-distance]"), distance => Assert.True(distance < 1e-12));
        Assert.All(await lab.Page.Locator("[data-distance]").AllInnerTextsAsync(), text => Assert.Equal("0", text));
        Assert.StartsWith("Every example is back", await lab.TextAsync(".verdict"), StringComparison.Ordinal);
        await lab.ChooseAsync("norm", "LayerNorm");
        Assert.Equal(1, (await lab.NumbersAsync("[data-distance]")).Count(distance => distance < 1e-12));
        Assert.Equal("0", await lab.TextAsync("[data-distance='0']"));
        Assert.StartsWith("0 is up to rounding:", await lab.TextAsync("#rounding"), StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task What_rounding_left_of_a_zero_is_shown_as_zero()
    {
        // The steps of example 3 are the mean of their column.
        await using LabPage lab = await browser.OpenAsync("/?view=affine");
        Assert.InRange(Math.Abs((await lab.NumbersAsync("#after .cell"))[14]), 1e-18, 1e-14);
        Assert.Equal("0", (await lab.Page.Locator("#after .cell").AllInnerTextsAsync())[14]);
        foreach (string address in new[] { "/?view=affine", "/?view=affine&norm=LayerNorm&gamma=1&beta=1&row=3",
            "/?view=grid&norm=BatchNorm&row=3&column=5",
            "/?view=grid&scenario=ruler&norm=LayerNorm&column=2", "/?view=grid&scenario=epochs&norm=LayerNorm",
            "/?view=grid&scenario=copies&norm=UnitNorm",
            "/?view=grid&scenario=data&norm=BatchNorm&statistics=Fitted", "/?view=batch" })
        {
            await lab.GoAsync(address);
            Assert.DoesNotMatch("\\de\u22121[4-9]", (await lab.TextAsync("main")).Replace(await RoundingAsync(lab), "", StringComparison.Ordinal));
        }

        static async Task<string> RoundingAsync(LabPage lab) =>
            await lab.Page.Locator("#rounding").CountAsync() > 0 ? await lab.TextAsync("#rounding") : "no such note";
    }

    [ChromiumFact]
    public async Task The_naive_variance_is_negative_and_ours_holds()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=precision");
        NaiveFormulaResult expected = NaiveFormula.Run(10000);
        Assert.Equal(expected.NaiveVariance, await lab.NumberAsync("#naive-variance"));
        Assert.True(expected.NaiveVariance < 0);
        JsonNumbers.SameBits(expected.Ours[..8], await lab.NumbersAsync("[data-ours]"));
        Assert.Contains("no result at all", await lab.TextAsync(".verdict"), StringComparison.Ordinal);
        await lab.SlideAsync("mean", "10");
        Assert.Equal(NaiveFormula.Run(10).NaiveVariance, await lab.NumberAsync("#naive-variance"));
    }

    [ChromiumFact]
    public async Task Stacks_are_run_to_their_depth()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=depth&layers=24");
        await lab.SlideAsync("layers", "96");
        await lab.ChooseAsync("norm", "RmsNorm");
        IReadOnlyList<StackLayer>[] stacks = [.. Enum.GetValues<NormPlacement>()
            .Select(placement => ResidualStack.Run(new StackSettings(placement, 96, NormKind.RmsNorm)))];
        var expected = new List<double>();
        foreach (Func<StackLayer, double> quantity in new Func<StackLayer, double>[] { one => one.ActivationScale, one => one.GradientNorm,
            one => one.WeightGradientNorm, one => one.InputShare })
        {
            expected.AddRange(stacks.Select(layers => quantity(layers[0])).Concat(stacks.Select(layers => quantity(layers[^1]))));
        }

        Assert.Equal(expected, await lab.NumbersAsync("[data-depth]"));
        Assert.Equal(12, await lab.Page.Locator(".plot svg path.line").CountAsync());
        Assert.Equal(4, await lab.Page.Locator("[data-said]").CountAsync());

        // Both blocks, with one legend.
        Assert.Equal(1, await lab.Page.Locator("#blocks img").CountAsync());
        Assert.True(await lab.Page.Locator("#blocks img").EvaluateAsync<bool>("one => one.complete && one.naturalWidth > 300"));
    }

    [ChromiumFact]
    public async Task Dynamic_tanh_notices_the_size_of_its_input_and_a_norm_does_not()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=tanh");
        Grid grid = Scenarios.Named("epochs");
        JsonNumbers.SameBits(grid.Values, await lab.NumbersAsync("#before .cell"));
        JsonNumbers.SameBits([.. grid.Values.Select(x => Math.Tanh(0.5 * x))], await lab.NumbersAsync("#tanh .cell"));
        double[] normed = await lab.NumbersAsync("#after .cell");
        JsonNumbers.SameBits(RowNorm.Forward(NormKind.LayerNorm, grid.Values, 4), normed);
        Assert.Equal("0", await lab.TextAsync("[data-tanh='tanh neighbours']"));
        await lab.SlideAsync("factor", "100");
        Assert.All(normed.Zip(await lab.NumbersAsync("#after .cell")), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.All(await lab.NumbersAsync("#tanh .cell"), y => Assert.True(Math.Abs(y) > 0.99));
        Assert.StartsWith("12 of 12 results of dynamic tanh are saturated", await lab.TextAsync(".verdict"), StringComparison.Ordinal);
        await lab.SlideAsync("alpha", "0.001");
        await lab.SlideAsync("factor", "0.1");
        Assert.Contains("hardly more than a multiplication by alpha", await lab.TextAsync(".verdict"), StringComparison.Ordinal);
        await lab.ChooseAsync("norm", "RmsNorm");
        Assert.Equal("After RMSNorm", await lab.TextAsync("#after .block"));
        await lab.SelectAsync("scenario", "outlier");
        Assert.True(await lab.NumberAsync("[data-tanh='norm neighbours']") > 0.5);
        Assert.Equal(0, await lab.NumberAsync("[data-tanh='tanh neighbours']"));
    }

    [ChromiumFact]
    public async Task The_comparison_says_what_the_catalog_says()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=choose");
        foreach ((NormDefinition norm, int column) in NormCatalog.All.Select((norm, i) => (norm, i)))
        {
            string[] cells = [.. await lab.Page.Locator($".compare tr > :nth-child({column + 2})").AllInnerTextsAsync()];
            Assert.Equal(norm.DisplayName, cells[0]);
            Assert.Equal(norm.SubtractsMean, cells[2] == "yes");
            Assert.Equal(norm.Fitted, cells[3].StartsWith("yes", StringComparison.Ordinal));
            Assert.Equal(norm.HasBeta, cells[4].Contains("beta", StringComparison.Ordinal));
            Assert.Equal(norm.Affine == NormAffine.PerChannel, cells[4].Contains("per channel", StringComparison.Ordinal));
            Assert.All(cells, cell => Assert.NotEmpty(cell));
        }

        foreach (string address in await lab.Page.Locator("table a").EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('href'))"))
        {
            await lab.GoAsync(address);
            Assert.Equal("Who shares the ruler?", await lab.TextAsync("h1"));
            Assert.True(await lab.Page.Locator("#before .shared").CountAsync() > 0);
        }
    }
}
