using Norm.ML.Tool.Commands;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Tests.Running;
using Spectre.Console;

namespace Norm.ML.Tool.Tests.Output;

/// <summary>What a person at a terminal sees.</summary>
public sealed class ScreenTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public async Task A_table_is_drawn_where_it_fits()
    {
        string shown = await ShowAsync(200);
        Assert.Contains("╭", shown);
        Assert.Contains("│ long [name] │", shown);
        Assert.Contains("standard deviation", shown);
    }

    [Fact]
    public async Task Plain_lines_are_shown_where_it_does_not()
    {
        string shown = await ShowAsync(60);
        Assert.DoesNotContain("╭", shown);
        Assert.Matches("column +rows +missing", shown);
    }

    public void Dispose() => _place.Dispose();

    private async Task<string> ShowAsync(int width)
    {
        using StringWriter output = new(), error = new();
        var terminal = new Terminal(output, error) { Screen = Screen(output, width), ErrorScreen = Screen(error, width) };
        string data = _place.Write("data.csv", "long [name],b\n" + string.Concat(Enumerable.Repeat("1,2\n3,4\n", 5000)));
        Assert.Equal(0, await NormMlCommand.RunAsync(["fit", data], terminal));
        Assert.Contains("Fitting", error.ToString());
        return output.ToString();
    }

    private static IAnsiConsole Screen(TextWriter writer, int width)
    {
        IAnsiConsole screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        screen.Profile.Width = width;
        screen.Profile.Capabilities.Unicode = true;
        return screen;
    }
}
