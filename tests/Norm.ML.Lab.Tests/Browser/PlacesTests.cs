using System.Text.RegularExpressions;
using Norm.ML.Lab.Report;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>Every idea of the README's list has its place on the page or in the report.</summary>
[Collection(nameof(InBrowser))]
public sealed partial class PlacesTests(BrowserFixture browser)
{
    private static (string Address, string Id)[] Places { get; } =
        [.. Place().Matches(File.ReadAllText(Readme())).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    [ChromiumFact]
    public async Task Every_place_on_the_page_is_there()
    {
        Assert.True(Places.Length > 50);
        await using LabPage lab = await browser.OpenAsync("/");
        foreach ((string address, string id) in Places.Where(place => place.Address != "report"))
        {
            await lab.GoAsync(address);
            Assert.True(await lab.Page.Locator($"#{id}").CountAsync() == 1, $"{address} has no place '{id}'.");
            Assert.True(id == "pasted" || await lab.Page.Locator($"#{id}").IsVisibleAsync(), $"{address}: '{id}' is not visible.");
        }
    }

    [Fact]
    public void Every_place_in_the_report_is_there()
    {
        string html = VisualReport.Create(42).ToHtml();
        Assert.All(Places.Where(place => place.Address == "report"), place => Assert.Contains($"<h2 id=\"{place.Id}\">", html));
    }

    private static string Readme([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Norm.ML.Lab/README.md"));

    [GeneratedRegex(@"\| `(/\?[^`#]*|report)#([^`]+)` \|")]
    private static partial Regex Place();
}
