using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Norm.ML.Packages.Tests.Packing;

/// <summary>What is in a package file.</summary>
public sealed partial class Package(string path)
{
    /// <summary>The files, without those that every package has for its own sake.</summary>
    public string[] Files { get; } = ReadFiles(path);

    public XElement Metadata =>
        WithoutNamespace(XElement.Parse(ReadText(Path.GetFileName(Files.Single(file => file.EndsWith(".nuspec", StringComparison.Ordinal))))))
        .Element("metadata")!;

    public byte[] Read(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        using Stream stream = archive.GetEntry(file)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    public string ReadText(string file)
    {
        using var reader = new StreamReader(new MemoryStream(Read(file)));
        return reader.ReadToEnd();
    }

    /// <summary>The blocks of the README that are marked as this language, in order.</summary>
    public string[] ReadmeBlocks(string language) =>
        [.. Fence().Matches(ReadText("README.md").ReplaceLineEndings("\n")).Where(match => match.Groups[1].Value == language)
        .Select(match => match.Groups[2].Value)];

    /// <summary>The identity of the symbols that an assembly asks for, and whether it was built reproducibly.</summary>
    public (Guid Symbols, bool Reproducible) ReadDebugFacts(string assembly)
    {
        using var reader = new PEReader(new MemoryStream(Read(assembly)));
        DebugDirectoryEntry[] entries = [.. reader.ReadDebugDirectory()];
        DebugDirectoryEntry codeView = entries.Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        return (reader.ReadCodeViewDebugDirectoryData(codeView).Guid, entries.Any(entry => entry.Type == DebugDirectoryEntryType.Reproducible));
    }

    /// <summary>The identity of portable symbols.</summary>
    public Guid ReadSymbols(string file)
    {
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Read(file)));
        return new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id).Guid;
    }

    private static string[] ReadFiles(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return
        [
            .. archive.Entries.Select(entry => entry.FullName)
                .Where(name => name is not "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal)
                && !name.StartsWith("package/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static XElement WithoutNamespace(XElement element) =>
        new(element.Name.LocalName, element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration), element.HasElements
        ? element.Elements().Select(WithoutNamespace) : element.Value);

    [GeneratedRegex("^```([a-z]+)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
