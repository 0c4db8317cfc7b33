using Microsoft.Playwright;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>One browser and one lab, with a file of the user's, for all tests that look at pages.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private LabServer? _lab;

    /// <summary>Where screenshots are kept: <c>artifacts/screenshots</c>, which no commit takes in.</summary>
    public static string Screenshots { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../screenshots"));

    public async Task InitializeAsync()
    {
        if (Chromium.Path is not { } path)
        {
            return;
        }

        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Headless = true, Args = Arguments });
        _lab = await LabServer.StartAsync(0, UserData.Table());
    }

    /// <summary>Opens a page of the lab.</summary>
    /// <param name="address">From the root, for example <c>/?view=grid</c>.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="dark">Whether the user prefers dark colours.</param>
    /// <param name="height">Of the window, in pixels.</param>
    /// <param name="moving">Whether the user does not mind motion.</param>
    public Task<LabPage> OpenAsync(string address, int width = 1280, bool dark = false, int height = 900, bool moving = false) =>
        LabPage.OpenAsync(_browser!, _lab!, address, width, height, dark, moving);

    /// <summary>Opens a page of another lab.</summary>
    internal Task<LabPage> OpenAsync(LabServer lab, string address, int width = 1280) =>
        LabPage.OpenAsync(_browser!, lab, address, width, height: 900, dark: false);

    /// <summary>A window without a page.</summary>
    public Task<IBrowserContext> NewContextAsync(int width, bool dark) => _browser!.NewContextAsync(new()
    {
        ViewportSize = new() { Width = width, Height = 900 },
        ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
    });

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_lab is not null)
        {
            await _lab.DisposeAsync();
        }
    }
}

/// <summary>Tests that share the browser; one after the other.</summary>
[CollectionDefinition(nameof(InBrowser))]
public sealed class InBrowser : ICollectionFixture<BrowserFixture>;
