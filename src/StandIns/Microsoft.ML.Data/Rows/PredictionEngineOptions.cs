using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed class PredictionEngineOptions
{
    /// <summary>Whether members without a column stay as they are, rather than be an error.</summary>
    public bool IgnoreMissingColumns = true;

    public SchemaDefinition InputSchemaDefinition;

    public SchemaDefinition OutputSchemaDefinition;

    /// <summary>Whether the engine disposes the transformer with itself.</summary>
    public bool OwnsTransformer = true;
}
