using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML;

/// <summary>Models to files and back, and applied to single objects.</summary>
public sealed class ModelOperationsCatalog : IInternalCatalog
{
    internal const string SchemaEntryName = "Schema";
    private const string TransformerFolder = "TransformerChain";

    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using RepositoryWriter repository = RepositoryWriter.CreateNew(stream, _env);
        ModelSaveContext.SaveModel(repository, model, TransformerFolder);
        if (inputSchema != null)
        {
            using Repository.Entry entry = repository.CreateEntry(SchemaEntryName);
            BinarySchema.Write(entry.Stream, inputSchema);
        }
        repository.Commit();
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using RepositoryReader repository = RepositoryReader.Open(stream, _env);
        inputSchema = null;
        using (Repository.Entry entry = repository.OpenEntryOrNull(SchemaEntryName))
        {
            if (entry != null)
                inputSchema = BinarySchema.Read(entry.Stream);
        }
        if (ModelLoadContext.LoadModelOrNull<ITransformer, SignatureLoadModel>(
            _env, out ITransformer transformer, repository, TransformerFolder))
        {
            return transformer;
        }
        throw new InvalidOperationException(
            $"Could not load the model: the archive has no folder '{TransformerFolder}' with a model in it. "
            + "Models that were saved with their data loader, or by ML.NET before 1.0, can be read by ML.NET alone.");
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        new(_env, transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new() =>
        new(_env, transformer, false, RowColumn.Definition(typeof(TSrc), inputSchema));

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new() =>
        new(
            _env,
            transformer,
            options.IgnoreMissingColumns,
            options.InputSchemaDefinition,
            options.OutputSchemaDefinition,
            options.OwnsTransformer);
}
