using Microsoft.ML;
using Norm.ML.Internals.Files;

namespace Norm.ML;

/// <summary>Saves model files whole or not at all: <c>mlContext.Model.SaveAtomically(model, schema, "model.zip")</c>.</summary>
/// <remarks>ML.NET's own <c>Save</c> writes in place: a process that is killed, or a disk that is full, leaves half a file where a good model may
/// have been, and a service that loads the model again meanwhile reads half of it.</remarks>
public static class ModelSaving
{
    /// <summary>Writes a model file. It appears under its name only when it is complete: it is written under a temporary name in the same folder,
    /// flushed to the disk and renamed. A file that is there is replaced, and its permissions are kept; a link stays, and the file that it leads to
    /// is replaced. Devices and pipes are written as the bytes come.</summary>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The columns that it takes; null for none, as in ML.NET.</param>
    /// <param name="path">The file.</param>
    /// <remarks>Temporary files that killed processes have left for this path are deleted; those of processes that live are not.</remarks>
    /// <exception cref="IOException">The file, or a temporary file of ML.NET, cannot be written; nothing is left of it, and what was there
    /// stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written to.</exception>
    public static void SaveAtomically(this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.ClearAndWrite(path, stream => catalog.Save(model, inputSchema, stream));
    }
}
