using System.Text.RegularExpressions;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>By keyboard, by address, and for those who do not see the picture.</summary>
[Collection(nameof(InBrowser))]
public sealed class AccessTests(BrowserFixture browser)
{
    [ChromiumFact]
    public async Task The_arrow_keys_walk_through_the_grid()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain");
        await lab.Page.Locator("#before .cell[tabindex='0']").FocusAsync();
        foreach ((string key, string at) in new[] { ("ArrowRight", "1,2"), ("ArrowDown", "2,2"), ("End", "2,5"), ("ArrowRight", "2,5"),
            ("Home", "2,1"), ("Control+End", "6,5"), ("ArrowUp", "5,5"), ("Control+Home", "1,1") })
        {
            await lab.Page.Keyboard.PressAsync(key);
            await lab.ReadyAsync();
            Assert.Equal(at, await lab.Page.EvaluateAsync<string>(
                "() => { const cell = document.activeElement; return `${cell.parentElement.sectionRowIndex},${cell.cellIndex}`; }"));
            Assert.Equal("before", await lab.Page.EvaluateAsync<string>("() => document.activeElement.closest('tbody').id"));
            Assert.Equal(2, await lab.Page.Locator(".heat .cell[tabindex='0']").CountAsync());
            Assert.Equal("true", await lab.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-selected')"));
        }
    }

    [ChromiumFact]
    public async Task Controls_work_with_keys_alone()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain");
        await lab.Page.Locator("input[data-name=norm]:checked").FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowRight");
        await lab.ReadyAsync();
        Assert.Equal("After RMSNorm", await lab.TextAsync("#after .block"));
        await lab.Page.Locator("input[name=gamma]").FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowRight");
        await lab.ReadyAsync();
        Assert.Equal("1.1", await lab.Page.Locator("input[name=gamma]").GetAttributeAsync("aria-valuetext"));
        Assert.Equal("gamma", await lab.Page.EvaluateAsync<string>("() => document.activeElement.name"));

        await lab.GoAsync("/");
        await lab.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the view", await lab.Page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        await lab.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await lab.Page.EvaluateAsync<string>("() => document.activeElement.id"));
    }

    [ChromiumFact]
    public async Task The_norm_stays_in_focus_when_it_brings_other_controls()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid&scenario=plain");
        await lab.Page.Locator("input[data-name=norm]:checked").FocusAsync();
        await lab.Page.Keyboard.PressAsync("ArrowLeft");
        await lab.ReadyAsync();
        Assert.Equal("After BatchNorm", await lab.TextAsync("#after .block"));
        Assert.Equal("BatchNorm", await lab.Page.EvaluateAsync<string>("() => document.activeElement.value"));
    }

    [ChromiumTheory]
    [InlineData("/?view=grid&scenario=image&norm=GroupNorm&groups=4&row=3&column=2&epsilon=0.001&gamma=2.5&beta=-1&element=Float")]
    [InlineData("/?view=grid&scenario=data&norm=BatchNorm&statistics=Running&momentum=0.3&steps=7&top=12&row=14&columns=value%2C+3")]
    [InlineData("/?view=grid&scenario=plain&norm=BatchNorm&batch=3&statistics=Running&row=2")]
    [InlineData("/?view=grid&scenario=own&norm=RmsNorm&matrix=1.5+NaN+-3e-7_101+102+103&element=Float")]
    [InlineData("/?view=batch&size=4&draw=17")]
    [InlineData("/?view=batch&statistics=running&size=16&momentum=0.02&batches=50")]
    [InlineData("/?view=epsilon&centre=100&distance=0.01&epsilon=0.0001")]
    [InlineData("/?view=affine&norm=LayerNorm&gamma=0.5&beta=1&row=4")]
    [InlineData("/?view=precision&mean=500000&spread=100")]
    [InlineData("/?view=depth&layers=48&norm=RmsNorm&seed=7")]
    [InlineData("/?view=tanh&scenario=outlier&norm=RmsNorm&alpha=0.2&factor=10")]
    public async Task A_link_restores_the_view(string address)
    {
        await using LabPage lab = await browser.OpenAsync(address);
        await lab.Page.Locator("#copy").ClickAsync();
        string link = await lab.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.EndsWith(address, link, StringComparison.Ordinal);
        Assert.Equal(new Uri(link).PathAndQuery, await lab.Page.Locator("#link").GetAttributeAsync("href"));
        string numbers = string.Join(' ', await lab.NumbersAsync("[data-value]")), controls = await ControlsAsync(lab);

        await using LabPage other = await browser.OpenAsync(new Uri(link).PathAndQuery, width: 500);
        Assert.Equal(numbers, string.Join(' ', await other.NumbersAsync("[data-value]")));
        Assert.Equal(controls, await ControlsAsync(other));
        foreach (Match setting in Regex.Matches(address, "(gamma|epsilon|momentum|size|layers|mean|draw|groups)=([0-9.]+)")
            .Where(_ => !address.Contains("affine", StringComparison.Ordinal)))
        {
            Assert.Contains($"{setting.Groups[1]}: {setting.Groups[2]};", controls.Replace("1e−4", "0.0001", StringComparison.Ordinal),
                StringComparison.Ordinal);
        }
    }

    private static Task<string> ControlsAsync(LabPage lab) => lab.Page.EvaluateAsync<string>(
        """
        () => [...document.querySelectorAll('.controls input, .controls select')]
          .map((one) => {
            const choice = one.type === 'radio' || one.type === 'checkbox';
            return `${one.name}: ${choice ? one.checked : one.getAttribute('aria-valuetext') ?? one.value};`;
          }).join(' ')
        """);

    [ChromiumTheory]
    [MemberData(nameof(LookTests.Views), MemberType = typeof(LookTests))]
    public async Task Everything_has_a_name_and_pictures_have_words(string name, string address)
    {
        await using LabPage lab = await browser.OpenAsync(address);
        Assert.NotEmpty(name);
        string[] without = await lab.Page.EvaluateAsync<string[]>(
            """
            () => [
              ...[...document.querySelectorAll('input, select, button')]
                .filter((one) => !(one.labels?.length || one.ariaLabel || one.textContent.trim())),
              ...[...document.querySelectorAll('svg')]
                .filter((one) => one.getAttribute('aria-hidden') !== 'true' && !(one.getAttribute('role') === 'img' && one.ariaLabel?.length > 20)),
              ...[...document.querySelectorAll('table')].filter((one) => !one.caption && !one.ariaLabel && !one.closest('[aria-label]')),
              ...[...document.querySelectorAll('figure')]
                .filter((one) => one.querySelectorAll('details td').length === 0 && !(one.querySelector('img')?.alt.length > 20)),
              ...[...document.querySelectorAll('a')].filter((one) => !one.textContent.trim()),
            ].map((one) => one.outerHTML.slice(0, 120))
            """);
        Assert.Empty(without);
    }

    [ChromiumTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_is_readable_on_its_background(bool dark)
    {
        foreach (string address in new[] { "/", "/?view=grid&scenario=huge&norm=BatchNorm", "/?view=grid&scenario=padding&norm=BatchNorm",
            "/?view=grid&scenario=data&norm=RmsNorm", "/?view=batch&size=1", "/?view=depth", "/?view=choose" })
        {
            await using LabPage lab = await browser.OpenAsync(address, dark: dark);
            string[] poor = await lab.Page.EvaluateAsync<string[]>(Contrast);
            Assert.True(poor.Length == 0, $"{address}: {string.Join("; ", poor.Take(5))}");
        }
    }

    // The ratio of WCAG 2 between the colour of a text and the first opaque background behind it; colours of any kind are painted to learn their
    // bytes.
    private const string Contrast =
        """
        () => {
          const paint = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const bytes = (colour) => {
            paint.clearRect(0, 0, 1, 1);
            paint.fillStyle = colour;
            paint.fillRect(0, 0, 1, 1);
            return paint.getImageData(0, 0, 1, 1).data;
          };
          const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
            .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const behind = (one) => {
            const colour = bytes(getComputedStyle(one).backgroundColor);
            return colour[3] === 255 || !one.parentElement ? colour : behind(one.parentElement);
          };
          const poor = [];
          for (const one of document.querySelectorAll('body *')) {
            const text = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
            if (!text || one.closest('svg, option, :disabled, noscript, .skip') || !one.checkVisibility()) continue;
            const [a, b] = [light(bytes(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < 4.5 && !one.querySelector(':disabled')) poor.push(`'${one.textContent.trim().slice(0, 40)}' ${ratio.toFixed(2)}`);
          }
          return poor;
        }
        """;
}
