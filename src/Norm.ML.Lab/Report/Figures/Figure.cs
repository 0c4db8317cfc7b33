using System.Security;

namespace Norm.ML.Lab.Report.Figures;

/// <summary>A drawing with its text alternative and its numbers.</summary>
internal abstract class Figure
{
    public const int Width = 760;

    /// <summary>A name for links and files.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows, as a headline.</summary>
    public required string Title { get; init; }

    /// <summary>What there is to see, for those who cannot see it.</summary>
    public required string Description { get; init; }

    /// <summary>What was drawn.</summary>
    public NumberTable? Numbers { get; init; }

    protected abstract int Height { get; }

    protected abstract void Draw(SvgWriter svg);

    /// <summary>An element for a page, which has the style.</summary>
    public string ToElement() => Element("");

    /// <summary>A file of its own, for light and dark backgrounds.</summary>
    public string ToFile() => Element(
        $" xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\"",
        $"<style>{Assets.FigureStyle}</style>\n<rect class=\"paper\" width=\"{Width}\" height=\"{Height}\"/>\n") + "\n";

    private string Element(string attributes, string start = "")
    {
        var svg = new SvgWriter();
        Draw(svg);
        return $"""
            <svg{attributes} class="figure" id="{Id}" viewBox="0 0 {Width} {Height}" role="img" aria-labelledby="{Id}-title {Id}-text">
            <title id="{Id}-title">{SecurityElement.Escape(Title)}</title>
            <desc id="{Id}-text">{SecurityElement.Escape(Description)}</desc>
            {start}{svg}</svg>
            """.ReplaceLineEndings("\n");
    }
}
