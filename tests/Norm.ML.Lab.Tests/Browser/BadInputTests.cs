using Microsoft.Playwright;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>What cannot be shown is said on the page, and the page goes on.</summary>
[Collection(nameof(InBrowser))]
public sealed class BadInputTests(BrowserFixture browser)
{
    [ChromiumTheory]
    [InlineData("/?view=grid&norm=foo", "norm is 'foo'")]
    [InlineData("/?view=grid&scenario=nothing", "There is no scenario 'nothing'")]
    [InlineData("/?view=grid&scenario=data&columns=city", "Column 'city' holds no numbers, but 'Bern'")]
    [InlineData("/?view=grid&frobnicate=1", "'frobnicate' is not a parameter")]
    [InlineData("/?view=grid&matrix=1+2_3", "Row 2 of the matrix has 1 number and row 1 has 2")]
    [InlineData("/?view=grid&scenario=own", "scenario is 'own' and matrix is not given")]
    [InlineData("/?view=grid&batch=9", "batch is '9'; it has to be a whole number from 1 to 6.")]
    [InlineData("/?view=depth&layers=1000", "layers is '1000'; it has to be a whole number from 2 to 96.")]
    [InlineData("/?view=tanh&norm=BatchNorm", "norm is BatchNorm; LayerNorm and RMSNorm are compared here.")]
    [InlineData("/?view=epsilon&epsilon=x", "epsilon is 'x'")]
    [InlineData("/?view=nothing", "There is no view 'nothing'")]
    public async Task A_bad_address_gets_one_message(string address, string message)
    {
        await using LabPage lab = await browser.OpenAsync("/");
        lab.ExpectsErrors = true;
        await lab.GoAsync(address);
        Assert.Contains(message, await lab.TextAsync("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal(1, await lab.Page.Locator("[role=alert]").CountAsync());

        // The navigation still works.
        await lab.Page.Locator("nav").GetByText("Which norm?", new() { Exact = true }).ClickAsync();
        await lab.ReadyAsync();
        Assert.Equal(0, await lab.Page.Locator("[role=alert]").CountAsync());
    }

    [ChromiumFact]
    public async Task A_file_is_paged_and_its_texts_cannot_be_chosen()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=data&norm=BatchNorm&statistics=Fitted");
        Assert.Contains("60 of the file's 1,000 rows", await lab.TextAsync("#remark"), StringComparison.Ordinal);
        Assert.Contains("rows 1 to 12 of 60", await lab.TextAsync("#pager"), StringComparison.Ordinal);
        for (int page = 0; page < 4; page++)
        {
            await lab.Page.GetByLabel("Later rows").ClickAsync();
            await lab.ReadyAsync();
        }

        Assert.Contains("rows 49 to 60 of 60", await lab.TextAsync("#pager"), StringComparison.Ordinal);
        Assert.True(await lab.Page.GetByLabel("Later rows").IsDisabledAsync());
        Assert.Equal("line 50", await lab.TextAsync("#before th[scope=row]"));

        await lab.Page.Locator(".picker summary").ClickAsync();
        Assert.True(await lab.Page.GetByLabel("city (text)").IsDisabledAsync());
        await lab.Page.GetByRole(AriaRole.Checkbox, new() { Name = "value, 2" }).CheckAsync();
        await lab.ReadyAsync();
        Assert.Equal(["value, 2"], await lab.Page.Locator(".heat thead th").AllInnerTextsAsync());
        Assert.Equal("Columns of mine.csv: 1 of 4 chosen", await lab.TextAsync(".picker summary"));
    }

    [ChromiumFact]
    public async Task A_server_that_is_gone_is_noticed()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=depth");
        lab.ExpectsErrors = true;
        await lab.Page.RouteAsync("**/api/**", route => route.AbortAsync("connectionrefused"));
        await lab.Page.Locator("input[name=layers]").FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowRight");
        await lab.ReadyAsync();
        Assert.Equal("The lab does not answer; is norm-ml still running?", await lab.TextAsync("[role=alert]"));
    }
}
