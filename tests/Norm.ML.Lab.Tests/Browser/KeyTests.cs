using Microsoft.Playwright;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>Keys at the speed of a held key, while the numbers of earlier ones are still asked for.</summary>
[Collection(nameof(InBrowser))]
public sealed class KeyTests(BrowserFixture browser)
{
    private const int Repeat = 30;

    [ChromiumTheory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task No_arrow_is_lost_while_a_request_is_under_way(string block)
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=padding");
        await SlowAsync(lab, "grid");
        await lab.Page.Locator($"#{block} .cell[tabindex='0']").FocusAsync();
        await PressAsync(lab, "ArrowDown", 9);
        await PressAsync(lab, "ArrowRight", 2);
        await PressAsync(lab, "ArrowUp", 3);
        Assert.Equal("7,3", await FocusedAsync(lab, block));
        await lab.ReadyAsync();
        Assert.Equal("7,3", await FocusedAsync(lab, block));
        Assert.Equal("Four steps for sequence 2, position 3, c", await lab.TextAsync("#steps h2"));
        Assert.Contains("row=7&column=3", lab.Page.Url, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_held_key_walks_through_a_file_beyond_the_rows_in_sight()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=data&norm=BatchNorm");
        await SlowAsync(lab, "grid");
        await lab.Page.Locator("#before .cell[tabindex='0']").FocusAsync();
        await PressAsync(lab, "ArrowDown", 40);
        await lab.ReadyAsync();
        Assert.StartsWith("Four steps for line 42", await lab.TextAsync("#steps h2"), StringComparison.Ordinal);
        Assert.Equal("true", await lab.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-selected')"));
        await PressAsync(lab, "ArrowUp", 40);
        await lab.ReadyAsync();
        Assert.StartsWith("Four steps for line 2,", await lab.TextAsync("#steps h2"), StringComparison.Ordinal);
    }

    [ChromiumTheory]
    [InlineData("/?view=grid&scenario=plain", "grid", "gamma", "1.8", 8)]
    [InlineData("/?view=grid&scenario=plain&norm=BatchNorm&batch=1", "grid", "batch", "5 of 6", 4)]
    [InlineData("/?view=depth&layers=24", "depth", "layers", "44", 20)]
    [InlineData("/?view=batch&size=2", "batch", "draw", "16", 15)]
    [InlineData("/?view=epsilon&epsilon=1e-20", "epsilon", "epsilon", "1e−15", 15)]
    [InlineData("/?view=affine", "affine", "gamma", "25 %", 25)]
    [InlineData("/?view=precision&mean=1", "precision", "mean", "1000", 9)]
    public async Task No_step_of_a_slider_is_lost(string address, string answer, string name, string shown, int times)
    {
        await using LabPage lab = await browser.OpenAsync(address);
        await SlowAsync(lab, answer);
        ILocator slider = lab.Page.Locator($"input[name={name}]");
        await slider.FocusAsync();
        await PressAsync(lab, "ArrowRight", times);
        Assert.Equal(shown, await slider.GetAttributeAsync("aria-valuetext"));
        await lab.ReadyAsync();
        Assert.Equal(shown, await slider.GetAttributeAsync("aria-valuetext"));
        Assert.Equal(name, await lab.Page.EvaluateAsync<string>("() => document.activeElement.name"));
    }

    [ChromiumFact]
    public async Task What_is_typed_into_a_cell_stays_while_a_request_is_under_way()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain");
        await SlowAsync(lab, "grid");
        await lab.Page.Locator("#before .cell[tabindex='0']").FocusAsync();
        await PressAsync(lab, "ArrowDown", 1);
        foreach (string key in new[] { "1", "2", ".", "5" })
        {
            await lab.Page.Keyboard.PressAsync(key);
            await Task.Delay(150);
        }

        await lab.Page.Keyboard.PressAsync("Enter");
        await lab.ReadyAsync();
        Assert.Equal(12.5, (await lab.NumbersAsync("#before .cell"))[5]);
    }

    private static Task SlowAsync(LabPage lab, string answer) => lab.Page.RouteAsync($"**/api/{answer}?*", async route =>
    {
        await Task.Delay(250);
        try
        {
            await route.ContinueAsync();
        }
        catch (PlaywrightException)
        {
            // The page asked for something newer meanwhile.
        }
    });

    private static async Task PressAsync(LabPage lab, string key, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await lab.Page.Keyboard.PressAsync(key);
            await Task.Delay(Repeat);
        }
    }

    private static async Task<string> FocusedAsync(LabPage lab, string block) => await lab.Page.EvaluateAsync<string>(
        """
        (id) => {
          const cell = document.activeElement;
          return cell.closest('tbody').id === id ? `${cell.parentElement.sectionRowIndex},${cell.cellIndex}` : 'elsewhere';
        }
        """,
        block);
}
