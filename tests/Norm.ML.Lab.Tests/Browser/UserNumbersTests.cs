namespace Norm.ML.Lab.Tests.Browser;

/// <summary>The user's numbers are shown as they are, however large those beside them.</summary>
[Collection(nameof(InBrowser))]
public sealed class UserNumbersTests(BrowserFixture browser)
{
    [ChromiumFact]
    public async Task Small_numbers_beside_timestamps_are_not_shown_as_0()
    {
        await using LabServer server = await LabServer.StartAsync(0, UserData.Timestamps());
        await using LabPage lab = await browser.OpenAsync(server, "/?view=grid&scenario=data&norm=RmsNorm&row=2&column=2");
        Assert.Equal(["1.7e12", "0.25", "1e\u22129", "1.7e12", "1.25"], (await lab.Page.Locator("#before .cell").AllInnerTextsAsync()).Take(5));

        // RMSNorm subtracts nothing: what is small stays in proportion.
        Assert.DoesNotContain("0", (await lab.Page.Locator("#after .cell").AllInnerTextsAsync()).Take(15));

        // The input's lines of what survives are the user's numbers too.
        await lab.GoAsync("/?view=grid&scenario=data&norm=BatchNorm&statistics=Fitted&row=1&column=1&columns=tiny");
        Assert.Equal("1e\u22129", await lab.TextAsync("[data-survives='input rowMean']"));

        // A result of a norm that subtracts the mean may be a rounded 0, measured by its own ruler.
        await lab.GoAsync("/?view=grid&scenario=data&norm=BatchNorm&columns=size&columns=time");
        Assert.DoesNotContain("0", (await lab.Page.Locator("#after .cell").AllInnerTextsAsync()).Take(12));
    }

    [ChromiumTheory]
    [InlineData("LayerNorm")]
    [InlineData("RmsNorm")]
    public async Task A_missing_value_is_told_and_nothing_differs_by_NaN(string norm)
    {
        await using LabServer server = await LabServer.StartAsync(0, UserData.Timestamps());
        await using LabPage lab = await browser.OpenAsync(server, $"/?view=grid&scenario=data&norm={norm}&row=6&column=1");
        await lab.Page.Locator("details.panel > summary").ClickAsync();
        Assert.Equal("NaN", await lab.TextAsync("#kernel"));
        string page = await lab.TextAsync("main");
        Assert.DoesNotContain("differ by NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("is NaN", page, StringComparison.Ordinal);
        Assert.Contains("By hand and kernel give no number: a value that they are measured with is missing or infinite.", page,
            StringComparison.Ordinal);
    }
}
