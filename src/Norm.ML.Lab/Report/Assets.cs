namespace Norm.ML.Lab.Report;

/// <summary>The style sheets that every report carries.</summary>
internal static class Assets
{
    public static string FigureStyle { get; } = Read("figure.css");

    public static string PageStyle { get; } = Read("page.css");

    private static string Read(string name)
    {
        using Stream stream = typeof(Assets).Assembly.GetManifestResourceStream($"Norm.ML.Lab.Report.Page.{name}")
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Trim();
    }
}
