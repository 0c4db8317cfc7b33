using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Norm.ML.Internals.Checks;
using Norm.ML.Internals.Files;

namespace Norm.ML;

/// <summary>Loads model files that may be damaged: <c>mlContext.Model.LoadChecked("model.zip", out var schema)</c>.</summary>
/// <remarks>
/// <para>ML.NET's own <c>Load</c> believes what a file says. On a damaged one it may never end, or take memory for a count that the file does not
/// hold; and it hides the exception of a loader inside others (<see cref="System.Reflection.TargetInvocationException"/>). These methods look at the
/// file first, then call it, and throw one <see cref="FormatException"/> that says what is damaged or missing.</para>
/// <para>Looked at: the zip file's entries (their lengths and checksums, no name twice), the frame of each transformer's entry, the steps of chains
/// against the entries that are there, and all of the input schema. Inside the entries of ML.NET's own transformers, the numbers of columns of
/// <c>Concatenate</c>, <c>CopyColumns</c>, <c>ConvertType</c>, <c>SelectColumns</c>, the mappings of keys and values, <c>Hash</c>,
/// <c>ReplaceMissingValues</c>, <c>IndicateMissingValues</c>, <c>NormalizeLpNorm</c>, the normalizers, the linear models and the first steps of
/// <c>FeaturizeText</c> are; what else stands there is left to their checksums.</para>
/// </remarks>
public static class ModelLoading
{
    private const string MadeByMLNet = "ML_IsMarked";

    /// <summary>Checks a model file, then loads it.</summary>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="inputSchema">The columns that the model was saved with; null if it was saved without.</param>
    /// <param name="options">What is accepted; null for the defaults.</param>
    /// <returns>The model.</returns>
    /// <exception cref="FormatException">The file is not a model, damaged or too large, or something that it needs is missing or has changed, such as
    /// the assembly of a generated kernel. The message names the file and the reason.</exception>
    /// <exception cref="IOException">The file cannot be read, or a temporary file of ML.NET cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static ITransformer LoadChecked(this ModelOperationsCatalog catalog, string path, out DataViewSchema? inputSchema,
        ModelLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        return Load(catalog, file, path, out inputSchema, options);
    }

    /// <summary>Checks a model in a stream, then loads it.</summary>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="stream">All of it is the model; it can seek and is left open.</param>
    /// <param name="inputSchema">The columns that the model was saved with; null if it was saved without.</param>
    /// <param name="options">What is accepted; null for the defaults.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The model.</returns>
    /// <exception cref="FormatException">As for a file.</exception>
    /// <exception cref="ArgumentException">The stream cannot be read or cannot seek, or an option is out of range.</exception>
    /// <exception cref="IOException">The stream cannot be read, or a temporary file of ML.NET cannot be written.</exception>
    public static ITransformer LoadChecked(
        this ModelOperationsCatalog catalog, Stream stream, out DataViewSchema? inputSchema, ModelLoadOptions? options = null, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanSeek)
        {
            throw new ArgumentException("stream has to be one that can be read and can seek.", nameof(stream));
        }

        return Load(catalog, stream, name, out inputSchema, options);
    }

    private static ITransformer Load(ModelOperationsCatalog catalog, Stream stream, string name, out DataViewSchema? inputSchema,
        ModelLoadOptions? options)
    {
        if (options?.MaximumBytes < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaximumBytes,
                $"MaximumBytes has to be at least 1, but is {options.MaximumBytes}.");
        }

        try
        {
            stream.Position = 0;
            options ??= new();
            ModelFileCheck.Run(stream, options.MaximumBytes ?? ModelLoadOptions.DefaultMaximum(stream.Length), options.MaximumBytesName);
            stream.Position = 0;
            return catalog.Load(stream, out inputSchema);
        }
        catch (ModelFormatException problem)
        {
            throw new FormatException(problem.TooLarge ? $"{name}: the model is larger than the limit: {PlainMessage.Of(problem)}"
                : $"{name}: this is not an ML.NET model, or a damaged one: {PlainMessage.Of(problem)}");
        }
        catch (Exception problem) when (Reason(problem) is var reason && (reason != problem || !IsOfDisk(reason)))
        {
            // ML.NET wraps what happens while a loader reads, be it the file or the disk.
            if (IsOfDisk(reason))
            {
                ExceptionDispatchInfo.Throw(reason);
            }

            // Models are read, so that what is too large is a temporary file.
            if (FileProblem.Of(reason) is { } told && told != reason)
            {
                throw new IOException($"a temporary file cannot be written: {told.Message}", reason);
            }

            string message = reason is OutOfMemoryException ? "there is not enough memory for what it holds, or claims to hold."
                : PlainMessage.Of(reason);
            throw new FormatException($"{name}: the model cannot be loaded: {message}", reason);
        }
    }

    /// <summary>The exception that tells what is wrong: the first one inside which is the documented one, else the innermost.</summary>
    private static Exception Reason(Exception problem)
    {
        Exception reason = problem;
        while (reason is not FormatException && reason.InnerException is { } inner)
        {
            reason = inner;
        }

        return reason;
    }

    // Not what the file says: it, or a temporary file, cannot be read or written. ML.NET marks what it finds wrong with the contents of an entry,
    // some of which it throws as an IOException, too.
    private static bool IsOfDisk(Exception reason) => !reason.Data.Contains(MadeByMLNet)
        && reason is IOException and not (FileNotFoundException or FileLoadException or EndOfStreamException) or UnauthorizedAccessException
        or OperationCanceledException;
}
