using System.IO.Compression;
using Norm.ML.Internals.Files;

namespace Norm.ML.Internals.Checks;

/// <summary>Looks at a model file before ML.NET's loader does, which believes every count in it.</summary>
internal static class ModelFileCheck
{
    private const int MostEntries = 1 << 20;
    private const string ModelName = "Model.key", SchemaName = "Schema", SchemaFileName = "Schema.idv", TrainSchemaName = "TrainSchema";

    private static readonly string[] Folders = ["TransformerChain/", "TrainingInfo/"];

    /// <exception cref="ModelFormatException">The file is not a model, damaged or too large.</exception>
    public static void Run(Stream stream, long maximumBytes, string limitName)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            Dictionary<string, ZipArchiveEntry> entries = Entries(zip, maximumBytes, limitName);
            bool anyModel = false;
            foreach ((string path, ZipArchiveEntry entry) in entries)
            {
                string name = path[(path.LastIndexOf('/') + 1)..], folder = path[..^name.Length];
                bool isModel = name == ModelName, isSchema = path == SchemaName || name is SchemaFileName or TrainSchemaName;
                byte[] bytes = EntryBytes.Read(entry, path, keep: isModel || isSchema, isModel ? ModelEntryCheck.EndPlace : SchemaCheck.EndPlace,
                    isModel ? 0 : SchemaCheck.MarkBytes);
                if (isModel)
                {
                    ModelEntryCheck.Run(bytes, path, step => entries.ContainsKey($"{folder}{step}/{ModelName}"));
                }

                if (isSchema)
                {
                    SchemaCheck.Run(bytes, path, maximumBytes, limitName);
                }

                anyModel |= path is ModelName or $"TransformerChain/{ModelName}";
            }

            if (!anyModel)
            {
                throw new ModelFormatException($"among its {entries.Count} entries is not one 'TransformerChain/{ModelName}'.");
            }

            // Where both are gone, ML.NET would load the rest without a word and without the columns.
            if (!entries.ContainsKey(SchemaName) && !entries.ContainsKey(ModelName)
                && entries.Keys.FirstOrDefault(path => !Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))) is { } other)
            {
                throw new ModelFormatException($"it has an entry '{other}' beside the model, and neither of '{SchemaName}' and '{ModelName}'.");
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or NotSupportedException or ArgumentException or OverflowException
        or EndOfStreamException)
        {
            throw new ModelFormatException($"its zip file cannot be read: {PlainMessage.Of(problem)}");
        }
    }

    private static Dictionary<string, ZipArchiveEntry> Entries(ZipArchive zip, long maximumBytes, string limitName)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        long bytes = 0;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            // Older versions of ML.NET on Windows wrote backslashes.
            string path = entry.FullName.Replace('\\', '/');
            if (entries.Count == MostEntries)
            {
                throw new ModelFormatException($"it has more than {MostEntries} entries.");
            }

            entries[path] = entry;
            if (!names.Add(path))
            {
                throw new ModelFormatException($"it has the entry '{path}' twice.");
            }

            if (entry.Length < 0 || entry.Length > maximumBytes - bytes)
            {
                throw new ModelFormatException(
                    $"its entries up to '{path}' have {(Int128)bytes + entry.Length} bytes when they are unpacked; the limit is {maximumBytes} "
                        + $"({limitName}).", tooLarge: true);
            }

            bytes += entry.Length;
        }

        return entries;
    }
}
