using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    /// <summary>What all commands say of the data that they read.</summary>
    public const string DataFormats =
        "CSV (a header line, then a line per row; empty cells, NA, N/A, NaN, null and the like are missing) or JSON lines, "
        + "plain or in gzip or zstd; Parquet; Arrow and Feather; NumPy matrices (.npy, .npz); patterns with * and ?; or - for standard input.";

    /// <summary>The data that a command reads, as every command takes it.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="description">What is done with it.</param>
    /// <param name="isNeeded">Whether the command needs data.</param>
    public static Argument<string[]> Data(string name = "DATA", string description = "The data:", bool isNeeded = true)
    {
        Argument<string[]> data = Files(name, $"{description} {DataFormats} {SeveralFiles}");
        data.Arity = isNeeded ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore;
        return data;
    }

    /// <summary>Newer data that a command compares its data with.</summary>
    public static Option<string[]> Compare(string description) => new("--compare")
    {
        Description = $"{description} Takes what DATA takes; several files by a pattern, or by giving the option several times.",
        HelpName = "NEWER",
        Arity = ArgumentArity.OneOrMore,
    };

    private const string SeveralFiles = "Several files are one source, in the order given.";

    /// <summary>Whether the data is one file that a result can stand beside.</summary>
    public static bool IsOneFile(IReadOnlyList<string> data) => data is [{ } only] && only != InputNames.StandardInput
        && !only.AsSpan().ContainsAny('*', '?')
        && !(File.Exists(only) && !InputFile.IsOnDisk(only) && new FileInfo(only).LinkTarget is not null);

    /// <summary>The name of a result beside a file: with another end, and without that of a packed file.</summary>
    public static string Beside(string data, string extension) =>
        Path.ChangeExtension(Path.GetExtension(data) is ".gz" or ".zst" ? Path.ChangeExtension(data, null) : data, extension);

    /// <summary>Files that several may be given of. A misspelt option would be taken for one.</summary>
    public static Argument<string[]> Files(string name, string description)
    {
        var files = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        files.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens.Where(token => token.Value.Length > 1 && token.Value[0] == '-'))
            {
                result.AddError($"Unrecognized option '{token.Value}'; for a file of that name write './{token.Value}'.");
            }
        });
        return files;
    }

    /// <summary>The option that <see cref="MaximumModelBytes"/> makes.</summary>
    public const string MaximumModelBytesName = "--max-model-bytes";

    public static Option<long?> MaximumModelBytes()
    {
        var bytes = new Option<long?>(MaximumModelBytesName)
        {
            Description = "The most bytes that a model may have when it is unpacked; a larger one is refused before it is loaded. Default: 1 GiB, "
                + "or 16 times the file if that is more.",
            HelpName = "N",
        };
        bytes.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && (!long.TryParse(only.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                || value < 1))
            {
                result.AddError($"{MaximumModelBytesName} takes a number of bytes, 1 or more, not '{only.Value}'.");
            }
        });
        return bytes;
    }

    public static Option<string?> Out(string description) => new("--out", "-o")
    {
        Description = description + " A file that is there is replaced, unless the command reads it.",
        HelpName = "FILE",
    };

    public static Option<string[]> Columns(string description)
    {
        Option<string[]> columns = Names("--columns", description);
        columns.Validators.Add(result =>
        {
            if (result.Tokens.All(token => string.IsNullOrWhiteSpace(token.Value.Replace(',', ' '))))
            {
                result.AddError("--columns names no column.");
            }
        });
        return columns;
    }

    public static Option<string[]> Ignore(string description) => Names("--ignore", description);

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = description + " Comma-separated, with * for any characters; may be given several times.",
        HelpName = "a,b,...",
    };
}
