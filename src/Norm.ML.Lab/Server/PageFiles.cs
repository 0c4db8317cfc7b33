using System.Reflection;
using System.Text;
using Norm.ML.Lab.Report.Figures;

namespace Norm.ML.Lab.Server;

/// <summary>A file of the page.</summary>
internal sealed record PageFile(string ContentType, byte[] Content);

/// <summary>The files of the page: embedded in this assembly and held in memory, so that no path of a request reaches the disk.</summary>
internal static class PageFiles
{
    private const string Prefix = "Page/";

    private static readonly Dictionary<string, PageFile> Files = Read();

    /// <summary>The file of a path; null if there is none. The root is <c>index.html</c>.</summary>
    public static PageFile? Find(string? path) => Files.GetValueOrDefault(path is null or "/" ? "/index.html" : path);

    private static Dictionary<string, PageFile> Read()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        var files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[(Prefix.Length - 1)..].Replace('\\', '/'), name => new PageFile(TypeOf(name), Content(assembly, name)));
        BlockFigure blocks = BlockFigure.Create();
        foreach ((string name, int width) in new[] { ("wide", Figure.Wide), ("narrow", Figure.Narrow) })
        {
            files[$"/{blocks.Id}-{name}.svg"] = new PageFile(TypeOf(".svg"), Encoding.UTF8.GetBytes(blocks.ToFile(width)));
        }

        return files;
    }

    private static byte[] Content(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
