using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Norm.ML.Lab.Tests.Browser;

/// <summary>The accessibility rules of axe-core: names, roles, contrast, headings and the like.</summary>
[Collection(nameof(InBrowser))]
public sealed class RuleTests(BrowserFixture browser)
{
    [ChromiumTheory]
    [InlineData(false, 1280)]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public async Task No_view_breaks_a_rule(bool dark, int width)
    {
        await using LabPage lab = await browser.OpenAsync("/", width, dark);
        foreach (string address in LookTests.Views.Select(view => (string)view[1]))
        {
            await lab.GoAsync(address);
            await lab.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })");
            AxeResult result = await lab.Page.RunAxe();
            Assert.NotEmpty(result.Passes);
            Assert.True(result.Violations.Length == 0, $"{address}: {string.Join("; ", result.Violations.Select(
                one => $"{one.Id}: {one.Help}: {string.Join(", ", one.Nodes.Take(3).Select(node => node.Html))}"))}");
        }
    }
}
