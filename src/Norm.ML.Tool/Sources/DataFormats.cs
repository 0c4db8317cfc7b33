using System.IO.Compression;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Tables;

namespace Norm.ML.Tool.Sources;

/// <summary>A format of data files.</summary>
/// <param name="One">What messages call a file of it.</param>
/// <param name="Many">And several.</param>
/// <param name="Digest">Tells its digests from those of other formats.</param>
/// <param name="Is">Whether a file is of it, by its first bytes; of a packed file, by the first that are unpacked.</param>
/// <param name="Open">Opens a file. It is a file, and not a pipe.</param>
internal sealed record DataFormat(
    string One, string Many, string Digest, Func<ReadOnlyMemory<byte>, DataInput, bool> Is, Func<DataInput, TextFormat, TableFile> Open)
{
    /// <summary>Whether it is read from its start to its end, so that it may be packed.</summary>
    public bool MayBePacked { get; init; }
}

/// <summary>
/// The formats that are read, each a line; a file is known by its content, whatever its name. Text that is nothing else is CSV, and the formats that
/// are not read are named with what helps.
/// </summary>
internal static class DataFormats
{
    /// <summary>The formats of tables.</summary>
    public static IReadOnlyList<DataFormat> Tables { get; } =
    [
        new("a NumPy matrix", "matrices", "npy", (head, _) => Starts(head, [0x93, (byte)'N', (byte)'U']),
            (input, _) => new MatrixTable(input.Name, input.File!)),
        new("an archive of NumPy matrices", "archives of matrices", "npz", (_, input) => ZipHolds(input, NpzTable.Is),
            (input, _) => new NpzTable(input.Name, new HandleStream(input.Handle))),
        new("a Parquet file", "Parquet files", "parquet", (head, _) => Starts(head, "PAR1"u8) || Starts(head, "PARE"u8),
            (input, _) => new ParquetTable(input.Name, input.Handle)),
        new("an Arrow file", "Arrow files", "arrow", (head, _) => Starts(head, ArrowTable.FileMark),
            (input, _) => new ArrowTable(input.Name, input.Handle, isStream: false)),
        new("an Arrow stream", "Arrow streams", "arrow stream", (head, _) => ArrowTable.IsStream(head.Span),
            (input, _) => new ArrowTable(input.Name, input.Handle, isStream: true)),
        new("JSON lines", "JSON lines", "json", (head, _) => Text(head).StartsWith("{"u8),
            (input, format) => new JsonLinesTable(input, format)) { MayBePacked = true },
    ];

    // What is not read, and what to do about it.
    private static readonly (string What, string Advice, Func<ReadOnlyMemory<byte>, DataInput, bool> Is)[] Others =
    [
        ("a statistics file, which 'norm-ml merge' reads", "data is needed", (head, _) => Starts(head, [0x93, (byte)'N', (byte)'S'])),
        ("an Excel workbook", "save it as CSV or Parquet", (head, input) => Starts(head, [0xD0, 0xCF, 0x11, 0xE0])
            || ZipHolds(input, zip => zip.Entries.Any(entry => entry.FullName.StartsWith("xl/", StringComparison.Ordinal)))),
        ("an OpenDocument spreadsheet", "save it as CSV", (_, input) =>
            ZipHolds(input, zip => zip.Entries.Any(entry => entry.FullName == "content.xml"))),
        ("a model, which 'norm-ml apply' and 'norm-ml inspect' take as their first file", "data is needed", (_, input) => ZipHolds(input,
            zip => zip.Entries.Any(entry => entry.FullName.Replace('\\', '/').StartsWith("TransformerChain", StringComparison.Ordinal)))),
        ("a zip archive", "unpack it, and name the files in it", (_, input) => ZipHolds(input, zip => zip.Entries.Count > 0)),
        ("a file of Feather version 1", "write it as version 2 or Parquet", (head, _) => Starts(head, "FEA1"u8)),
        ("an ORC file", "write it as Parquet", (head, _) => Starts(head, "ORC"u8) && head.Length > 3 && head.Span[3] < ' '),
        ("an Avro file", "write it as Parquet or JSON lines", (head, _) => Starts(head, "Obj\u0001"u8)),
        ("an HDF5 file", "write its tables as Parquet or .npy", (head, _) => Starts(head, [0x89, (byte)'H', (byte)'D', (byte)'F'])),
        ("a SQLite database", "'norm-ml fit --db sqlite:FILE --table TABLE' reads it", (head, _) => Starts(head, "SQLite format 3\0"u8)),
        ("a DuckDB database", "'norm-ml fit --db duckdb:FILE --table TABLE' reads it",
            (head, _) => head.Length > 12 && head.Span[8..12].SequenceEqual("DUCK"u8)),
        ("a Python pickle", "write it with to_parquet or numpy.save", (head, _) => head.Span is [0x80, >= 2 and <= 5, ..]),
        ("packed with bzip2", "unpack it, or pack it with gzip or zstd",
            (head, _) => head.Span is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', 0x31, 0x41, ..]),
        ("packed with xz", "unpack it, or pack it with gzip or zstd", (head, _) => Starts(head, [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'])),
        ("packed with lz4", "unpack it, or pack it with gzip or zstd", (head, _) => Starts(head, [0x04, 0x22, 0x4D, 0x18])),
        ("packed with 7-Zip", "unpack it", (head, _) => Starts(head, [(byte)'7', (byte)'z', 0xBC, 0xAF])),
        ("a tar archive", "unpack it, and name the files in it", (head, _) => head.Length > 262 && head.Span[257..262].SequenceEqual("ustar"u8)),
        ("a PDF document", "data is needed", (head, _) => Starts(head, "%PDF-"u8)),
        ("a JSON array", "JSON lines are read, an object a line: \"jq -c '.[]'\" makes them", (head, _) => IsArray(Text(head))),
        ("an XML or HTML document", "data is needed", (head, _) => Text(head) is [(byte)'<', (byte)'?' or (byte)'!' or (byte)'h', ..]),
    ];

    /// <summary>The format of a file; null for CSV.</summary>
    /// <exception cref="ToolException">It is one that is not read.</exception>
    public static DataFormat? Of(DataInput input)
    {
        ReadOnlyMemory<byte> head = input.UnpackedHead();
        string packed = input.Packing == Packing.None ? "" : $" packed with {input.Packing.ToString().ToLowerInvariant()}";
        if (Tables.FirstOrDefault(format => format.Is(head, input)) is { } known)
        {
            return known.MayBePacked || packed.Length == 0 ? known : throw new ToolException(
                $"{input.Name}: this is {known.One}{packed}, which has to be a file of its own; unpack it first.");
        }

        foreach ((string what, string advice, Func<ReadOnlyMemory<byte>, DataInput, bool> isIt) in Others)
        {
            if (isIt(head, input))
            {
                throw new ToolException($"{input.Name}: this is {what}{packed}; {advice}.");
            }
        }

        return null;
    }

    /// <summary>Whether a zip file is an archive of matrices or a workbook, and not a model.</summary>
    public static bool IsArchive(DataInput input) => ZipHolds(input, zip =>
        NpzTable.Is(zip) || zip.Entries.Any(entry => entry.FullName.StartsWith("xl/", StringComparison.Ordinal) || entry.FullName == "content.xml"));

    private static bool Starts(ReadOnlyMemory<byte> head, ReadOnlySpan<byte> mark) => head.Span.StartsWith(mark);

    private static ReadOnlySpan<byte> Text(ReadOnlyMemory<byte> head) =>
        (head.Span.StartsWith("\uFEFF"u8) ? head.Span[3..] : head.Span).TrimStart(" \t\r\n"u8);

    // A CSV may begin with a bracket, but not with one before an object.
    private static bool IsArray(ReadOnlySpan<byte> text) => text is [(byte)'[', ..] && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    private static bool ZipHolds(DataInput input, Func<ZipArchive, bool> holds)
    {
        if (input.Packing != Packing.None || !Starts(input.Head, "PK\u0003\u0004"u8))
        {
            return false;
        }

        // A zip archive has its list at the end.
        input.MakeFile(CancellationToken.None);
        try
        {
            using var zip = new ZipArchive(new HandleStream(input.Handle), ZipArchiveMode.Read);
            return holds(zip);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or ArgumentException or OverflowException)
        {
            return false;
        }
    }
}
