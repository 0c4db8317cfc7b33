using Microsoft.Playwright;
using Norm.ML.Lab.Experiments.Grids;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>Nothing is cut, at any width, in any view.</summary>
[Collection(nameof(InBrowser))]
public sealed class LayoutTests(BrowserFixture browser)
{
    public static TheoryData<int> Widths => [1920, 1440, 1280, 1024, 390];

    private static IEnumerable<string> Addresses => LookTests.Views.Select(view => (string)view[1])
        .Concat(Scenarios.All.SelectMany(grid => NormCatalog.All.Select(norm => $"/?view=grid&scenario={grid.Id}&norm={norm.Kind}")))
        .Concat(Enum.GetNames<BatchStatistics>().Select(mode => $"/?view=grid&scenario=data&norm=BatchNorm&statistics={mode}"));

    [ChromiumTheory]
    [MemberData(nameof(Widths))]
    public async Task No_text_is_cut_in_any_view(int width)
    {
        await using LabPage lab = await browser.OpenAsync("/", width);
        foreach (string address in Addresses)
        {
            await lab.GoAsync(address);
            await AssertWholeAsync(lab, address);
        }
    }

    [ChromiumTheory]
    [MemberData(nameof(Widths))]
    public async Task No_column_of_a_wide_file_is_cut(int width)
    {
        await using LabServer server = await LabServer.StartAsync(0, UserData.Wide());
        await using LabPage lab = await browser.OpenAsync(server, "/?view=grid&scenario=data&norm=BatchNorm", width);
        await AssertWholeAsync(lab, "wide file");
        Assert.Equal(12, await lab.Page.Locator(".heat thead th").CountAsync());
        await lab.Page.Locator("#after .cell").Last.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult last = (await lab.Page.Locator("#after .cell").Last.BoundingBoxAsync())!;
        Assert.InRange(last.X + last.Width, 0, width);
        await lab.Page.Locator(".picker summary").ClickAsync();
        await AssertWholeAsync(lab, "column picker");
    }

    [ChromiumTheory]
    [MemberData(nameof(Widths))]
    public async Task Before_and_after_line_up_column_by_column(int width)
    {
        await using LabPage lab = await browser.OpenAsync("/", width);
        foreach (string address in Scenarios.All.Select(grid => $"/?view=grid&scenario={grid.Id}")
            .Append("/?view=grid&scenario=data").Append("/?view=affine"))
        {
            await lab.GoAsync(address);
            string[] apart = await lab.Page.EvaluateAsync<string[]>(
                """
                () => {
                  const boxes = (id) => [...document.querySelectorAll(`#${id} .cell`)].map((one) => one.getBoundingClientRect());
                  const after = boxes('after'), apart = (a, b) => Math.abs(a - b) > 0.5;
                  return boxes('before').flatMap((box, i) => apart(box.left, after[i].left) || apart(box.width, after[i].width) ? [`cell ${i}`] : []);
                }
                """);
            Assert.True(apart.Length == 0, $"{address}: {string.Join(", ", apart)}");
        }
    }

    [ChromiumFact]
    public async Task On_a_phone_the_picture_comes_before_the_settings()
    {
        await using LabPage lab = await browser.OpenAsync("/?view=grid", width: 390);
        float picture = await TopAsync("#before");
        foreach (string setting in new[] { ".settings", "select[name=scenario]", "input[name=epsilon]", "input[name=batch]", "#flip" })
        {
            Assert.True(picture < await TopAsync(setting), $"{setting} comes before the picture.");
        }

        async Task<float> TopAsync(string selector) => (await lab.Page.Locator(selector).First.BoundingBoxAsync())!.Y;
    }

    private static async Task AssertWholeAsync(LabPage lab, string what)
    {
        string[] found = await lab.Page.EvaluateAsync<string[]>(LayoutFacts.Script);
        Assert.True(found.Length == 0, $"{what}: {string.Join("; ", found.Take(5))}");
    }
}
