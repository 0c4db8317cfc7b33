using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>
/// A page of the lab, or of another program of this machine, in the browser. When it is closed, nothing may have been logged as an error and no
/// request may have left this machine.
/// </summary>
public sealed class LabPage : IAsyncDisposable
{
    // Milliseconds; machines that do much else are slow.
    private const float Patience = 180_000;

    /// <summary>Where screenshots are kept: <c>artifacts/screenshots</c>, which no commit takes in.</summary>
    public static string Screenshots { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../screenshots"));

    private readonly IBrowserContext _context;
    private readonly Uri _root;
    private readonly ConcurrentQueue<string> _problems = new();

    private LabPage(IBrowserContext context, IPage page, Uri root) => (_context, Page, _root) = (context, page, root);

    public IPage Page { get; }

    /// <summary>Answers with an error status that the test expects: the browser logs them.</summary>
    public bool ExpectsErrors { get; set; }

    public static async Task<LabPage> OpenAsync(IBrowser browser, Uri root, string address, int width, int height, bool dark,
        bool moving = false)
    {
        IBrowserContext context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = moving ? ReducedMotion.NoPreference : ReducedMotion.Reduce,
            HasTouch = width < 600,
            BaseURL = root.ToString(),
        });
        context.SetDefaultTimeout(Patience);
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = new LabPage(context, await context.NewPageAsync(), root);
        page.Watch();
        await page.GoAsync(address);
        return page;
    }

    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(address);
        await ReadyAsync();
    }

    /// <summary>Waits until the numbers are there and the plots are drawn.</summary>
    public async Task ReadyAsync()
    {
        await Page.WaitForSelectorAsync("main h1");
        await Page.WaitForFunctionAsync(
            "() => !document.querySelector('[aria-busy], [data-settling]') "
            + "&& [...document.querySelectorAll('.plot')].every((plot) => plot.firstChild)");
    }

    /// <summary>The exact numbers that elements hold, in their order.</summary>
    public async Task<double[]> NumbersAsync(string selector) =>
        [.. (await Page.Locator(selector).EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.value)")).Select(
        text => double.Parse(text, CultureInfo.InvariantCulture))];

    public async Task<double> NumberAsync(string selector) => Assert.Single(await NumbersAsync(selector));

    /// <summary>The text of an element.</summary>
    public Task<string> TextAsync(string selector) => Page.Locator(selector).First.InnerTextAsync();

    /// <summary>Moves a slider to the value that it shows as a text.</summary>
    public async Task SlideAsync(string name, string shown)
    {
        bool found = await Page.Locator($"input[name={name}]").EvaluateAsync<bool>(
            """
            (one, shown) => {
              for (let i = 0; i <= Number(one.max); i++) {
                one.value = i;
                one.dispatchEvent(new Event('input'));
                if (one.getAttribute('aria-valuetext') === shown) return true;
              }
              return false;
            }
            """,
            shown);
        Assert.True(found, $"The slider {name} never shows '{shown}'.");
        await ReadyAsync();
    }

    /// <summary>Picks one of a few.</summary>
    public async Task ChooseAsync(string name, string value)
    {
        await Page.Locator($"input[data-name={name}][value={value}]").CheckAsync(new() { Force = true });
        await ReadyAsync();
    }

    public async Task SelectAsync(string name, string value)
    {
        await Page.Locator($"select[name={name}]").SelectOptionAsync(value);
        await ReadyAsync();
    }

    public async Task ShootAsync(string name, bool whole = true)
    {
        Directory.CreateDirectory(Screenshots);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}.png"), FullPage = whole });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_problems);
    }

    private void Watch()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !(ExpectsErrors && (message.Text.Contains("status of 400", StringComparison.Ordinal)
                || message.Text.Contains("ERR_CONNECTION_REFUSED", StringComparison.Ordinal))))
            {
                _problems.Enqueue($"logged: {message.Text}");
            }
        };
        Page.PageError += (_, problem) => _problems.Enqueue($"not caught: {problem}");
        Page.Request += (_, request) =>
        {
            var asked = new Uri(request.Url);
            if (asked.Scheme != "data" && asked.GetLeftPart(UriPartial.Authority) != _root.GetLeftPart(UriPartial.Authority))
            {
                _problems.Enqueue($"asked elsewhere: {request.Url}");
            }
        };
    }
}
