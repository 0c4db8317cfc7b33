namespace Norm.ML.Lab.Tests.Browser;

/// <summary>
/// The README's pictures of the lab. They are kept with the other screenshots; NORM_ML_IMAGES names another folder, from the root of the repository:
/// <c>NORM_ML_IMAGES=docs/images dotnet test tests/Norm.ML.Lab.Tests -c Release --filter ReadmeImages</c>.
/// </summary>
[Collection(nameof(InBrowser))]
public sealed class ReadmeImagesTests(BrowserFixture browser)
{
    private const int MostBytes = 200_000;

    private static string Folder { get; } = Environment.GetEnvironmentVariable("NORM_ML_IMAGES") is { Length: > 0 } named
        ? Path.GetFullPath(Path.Combine(LabPage.Screenshots, "../..", named))
        : LabPage.Screenshots;

    [ChromiumTheory]
    [InlineData("lab-start", "/?view=start", 1280, 800, false)]
    [InlineData("lab-grid", "/?view=grid&scenario=huge&norm=BatchNorm&row=3&column=4", 1280, 860, false)]
    [InlineData("lab-depth", "/?view=depth&layers=96", 1280, 830, true)]
    public async Task They_are_small(string name, string address, int width, int height, bool dark)
    {
        await using LabPage lab = await browser.OpenAsync(address, width, dark, height);
        Directory.CreateDirectory(Folder);
        string path = Path.Combine(Folder, $"{name}.png");
        await lab.Page.ScreenshotAsync(new() { Path = path });
        Assert.InRange(new FileInfo(path).Length, 10_000, MostBytes);
    }
}
