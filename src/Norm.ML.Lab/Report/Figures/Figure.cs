using System.Security;

namespace Norm.ML.Lab.Report.Figures;

/// <summary>A drawing with its text alternative and its numbers.</summary>
internal abstract class Figure
{
    /// <summary>The widths that figures are drawn for: a page or paper, and a phone.</summary>
    public const int Wide = 760, Narrow = 344;

    /// <summary>A name for links and files.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows, as a headline.</summary>
    public required string Title { get; init; }

    /// <summary>What there is to see, for those who cannot see it.</summary>
    public required string Description { get; init; }

    /// <summary>What was drawn.</summary>
    public NumberTable? Numbers { get; init; }

    /// <summary>The height of a drawing of a width.</summary>
    protected abstract int Height(int width);

    /// <summary>
    /// Draws it for a width: the letters have the same size in all, and what does not fit beside each other comes one below the other.
    /// </summary>
    protected abstract void Draw(SvgWriter svg, int width);

    /// <summary>Two elements for a page, which has the style and shows one of them: for a desk or paper, and for a phone.</summary>
    public string ToElement() => Element(Id, "figure at-desk", Wide) + "\n" + Element($"{Id}-narrow", "figure at-phone", Narrow);

    /// <summary>A file of its own, for light and dark backgrounds.</summary>
    /// <param name="width">Of the drawing.</param>
    public string ToFile(int width = Wide) => Element(
        Id, "figure", width,
        $" xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{Height(width)}\"",
        $"<style>{Assets.FigureStyle}</style>\n<rect class=\"paper\" width=\"{width}\" height=\"{Height(width)}\"/>\n") + "\n";

    private string Element(string id, string style, int width, string attributes = "", string start = "")
    {
        var svg = new SvgWriter();
        Draw(svg, width);
        return $"""
            <svg{attributes} class="{style}" id="{id}" viewBox="0 0 {width} {Height(width)}" role="img" aria-labelledby="{id}-title {id}-text">
            <title id="{id}-title">{SecurityElement.Escape(Title)}</title>
            <desc id="{id}-text">{SecurityElement.Escape(Description)}</desc>
            {start}{svg}</svg>
            """.ReplaceLineEndings("\n");
    }
}
