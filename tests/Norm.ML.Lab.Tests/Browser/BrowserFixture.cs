using Microsoft.Playwright;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>One browser and one lab, with a file of the user's, for all tests that look at pages.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private ChromiumBrowser? _browser;
    private LabServer? _lab;

    public async Task InitializeAsync()
    {
        _browser = await ChromiumBrowser.StartAsync();
        _lab = _browser is null ? null : await LabServer.StartAsync(0, UserData.Table());
    }

    /// <summary>Opens a page of the lab.</summary>
    /// <param name="address">From the root, for example <c>/?view=grid</c>.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="dark">Whether the user prefers dark colours.</param>
    /// <param name="height">Of the window, in pixels.</param>
    /// <param name="moving">Whether the user does not mind motion.</param>
    public Task<LabPage> OpenAsync(string address, int width = 1280, bool dark = false, int height = 900, bool moving = false) =>
        LabPage.OpenAsync(_browser!.Browser, _lab!.Address, address, width, height, dark, moving);

    /// <summary>Opens a page of another lab.</summary>
    internal Task<LabPage> OpenAsync(LabServer lab, string address, int width = 1280) =>
        LabPage.OpenAsync(_browser!.Browser, lab.Address, address, width, height: 900, dark: false);

    /// <summary>A window without a page.</summary>
    public Task<IBrowserContext> NewContextAsync(int width, bool dark) => _browser!.Browser.NewContextAsync(new()
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

        if (_lab is not null)
        {
            await _lab.DisposeAsync();
        }
    }
}

/// <summary>Tests that share the browser; one after the other.</summary>
[CollectionDefinition(nameof(InBrowser))]
public sealed class InBrowser : ICollectionFixture<BrowserFixture>;
