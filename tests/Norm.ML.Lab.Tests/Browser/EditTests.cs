using Microsoft.Playwright;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>Numbers that the user types or pastes.</summary>
[Collection(nameof(InBrowser))]
public sealed class EditTests(BrowserFixture browser)
{
    [ChromiumFact]
    public async Task A_typed_number_goes_through_the_kernel_and_can_be_taken_back()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain&norm=BatchNorm");
        double[] before = await lab.NumbersAsync("#before .cell"), after = await lab.NumbersAsync("#after .cell");
        await lab.Page.Locator("#before .cell").Nth(7).DblClickAsync();
        await lab.Page.Keyboard.TypeAsync("-3,25e2");
        await lab.Page.Keyboard.PressAsync("Enter");
        await lab.ReadyAsync();
        double[] changed = [.. before];
        changed[7] = -325;
        Assert.Equal(changed, await lab.NumbersAsync("#before .cell"));
        double[] y = new double[changed.Length];
        BatchNorm.NormalizeBatch<double>(changed, 5, 1, default, default, y, default, default);
        Api.JsonNumbers.SameBits(y, await lab.NumbersAsync("#after .cell"));
        Assert.Equal("example 2", await lab.TextAsync("#before tr:nth-child(3) th"));

        // A new page knows it by the address; this one takes it back.
        await using LabPage other = await browser.OpenAsync(new Uri(lab.Page.Url).PathAndQuery);
        Assert.Equal(changed, await other.NumbersAsync("#before .cell"));
        await lab.Page.Keyboard.PressAsync("Control+z");
        await lab.ReadyAsync();
        Assert.Equal(after, await lab.NumbersAsync("#after .cell"));
        Assert.True(await lab.Page.Locator("#undo").IsDisabledAsync());
        Assert.DoesNotContain("matrix", lab.Page.Url, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task What_is_not_a_number_is_told_and_not_taken()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain");
        double[] before = await lab.NumbersAsync("#before .cell");
        await lab.Page.Locator("#edit").ClickAsync();
        await lab.Page.Keyboard.TypeAsync("12 apples");
        await lab.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("'12 apples' is not a number.", await lab.TextAsync("#edit-told"));
        Assert.Equal("true", await lab.Page.Locator(".field").GetAttributeAsync("aria-invalid"));
        await lab.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await lab.Page.Locator(".field").CountAsync());
        Assert.Equal(before, await lab.NumbersAsync("#before .cell"));
    }

    [ChromiumFact]
    public async Task A_matrix_is_pasted_and_undone()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=huge");
        lab.ExpectsErrors = true;
        await lab.Page.Locator(".paster summary").ClickAsync();
        await lab.Page.Locator("#pasted").FillAsync("1, 2, x");
        await lab.Page.Locator("#take").ClickAsync();
        await Assertions.Expect(lab.Page.Locator("#edit-told")).ToContainTextAsync("Row 1, column 3 of the matrix is 'x'");
        await lab.Page.Locator("#pasted").FillAsync("[1, 2, 3]\n[101, 102, 103]\n[10, 20, 30]");
        await lab.Page.Locator("#take").ClickAsync();
        await Assertions.Expect(lab.Page.Locator("#edit-told")).ToHaveTextAsync("3 rows of 3 are taken.");
        await lab.ReadyAsync();
        Assert.Equal("1 2 3 101 102 103 10 20 30", string.Join(' ', await lab.NumbersAsync("#before .cell")));
        Assert.Equal("own", await lab.Page.Locator("select[name=scenario]").InputValueAsync());
        await lab.Page.Locator("#undo").ClickAsync();
        await lab.ReadyAsync();
        Assert.Equal("huge", await lab.Page.Locator("select[name=scenario]").InputValueAsync());
        Assert.Equal(44000, (await lab.NumbersAsync("#before .cell"))[3]);
    }

    [ChromiumFact]
    public async Task A_paste_onto_the_matrix_replaces_it()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain");
        await lab.Page.EvaluateAsync("() => navigator.clipboard.writeText('8\\t10\\t12\\n80\\t100\\t120\\n')");
        await lab.Page.Locator("#before .cell[tabindex='0']").FocusAsync();
        await lab.Page.Keyboard.PressAsync("Control+v");
        await Assertions.Expect(lab.Page.Locator("#edit-told")).ToHaveTextAsync("2 rows of 3 are taken.");
        await lab.ReadyAsync();
        double[] after = await lab.NumbersAsync("#after .cell");
        Assert.Equal(after[..3], after[3..], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(1.2247, after[2], 1e-4);
    }
}
