namespace Norm.ML.Lab.Tests.Browser;

/// <summary>Every view at a desk, on a phone and in the dark: it fits, has its heading, and is kept as a screenshot.</summary>
[Collection(nameof(InBrowser))]
public sealed class LookTests(BrowserFixture browser)
{
    public static TheoryData<string, string> Views => new()
    {
        { "start", "/" },
        { "grid", "/?view=grid&scenario=plain" },
        { "grid-batch", "/?view=grid&scenario=huge&norm=BatchNorm&row=3&column=4" },
        { "grid-image", "/?view=grid&scenario=image&norm=GroupNorm&row=2&column=5" },
        { "grid-padding", "/?view=grid&scenario=padding&norm=BatchNorm" },
        { "grid-refused", "/?view=grid&scenario=plain&norm=InstanceNorm" },
        { "grid-data", "/?view=grid&scenario=data&norm=BatchNorm&statistics=Fitted" },
        { "batch", "/?view=batch" },
        { "batch-one", "/?view=batch&size=1" },
        { "batch-running", "/?view=batch&statistics=running" },
        { "epsilon", "/?view=epsilon" },
        { "affine", "/?view=affine&gamma=1&beta=1" },
        { "precision", "/?view=precision&mean=1000" },
        { "depth", "/?view=depth&layers=96" },
        { "tanh", "/?view=tanh" },
        { "choose", "/?view=choose" },
        { "why", "/?view=why" },
        { "trouble", "/?view=trouble" },
        { "grid-drift", "/?view=grid&scenario=plain&norm=BatchNorm&batch=3" },
        { "grid-own", "/?view=grid&scenario=own&matrix=1+2+3_101+102+103&norm=RmsNorm" },
        { "grid-one", "/?view=grid&scenario=one&norm=BatchNorm" },
    };

    [ChromiumTheory]
    [MemberData(nameof(Views))]
    public async Task At_a_desk(string name, string address) => await LookAsync(address, $"desk-{name}", 1280, dark: false);

    [ChromiumTheory]
    [MemberData(nameof(Views))]
    public async Task On_a_phone(string name, string address) => await LookAsync(address, $"phone-{name}", 390, dark: false);

    [ChromiumTheory]
    [MemberData(nameof(Views))]
    public async Task In_the_dark(string name, string address) => await LookAsync(address, $"dark-{name}", 1280, dark: true);

    private async Task LookAsync(string address, string name, int width, bool dark)
    {
        await using LabPage lab = await browser.OpenAsync(address, width, dark);
        await lab.ShootAsync(name);
        Assert.Equal(1, await lab.Page.Locator("h1").CountAsync());

        // Wide tables scroll in their own frame; the page itself does not.
        int wide = await lab.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(wide <= width, $"The page is {wide} pixels wide in a window of {width}.");
    }
}
