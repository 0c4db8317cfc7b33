using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Samples;

/// <summary>A model file, loaded once; immutable, and shared by all requests.</summary>
internal sealed record ServedModel(SpanNormalizer<float> Normalizer, ModelDescription Description)
{
    /// <exception cref="FormatException">The file is not a model, or a damaged one, or something that it needs is missing.</exception>
    /// <exception cref="ArgumentException">The model was saved without its columns, or its norms do not make the column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ServedModel Load(string path, string? column)
    {
        ITransformer model = new MLContext().Model.LoadChecked(path, out DataViewSchema? schema);
        if (schema is null)
        {
            throw new ArgumentException($"{path}: the model was saved without the columns that it needs.");
        }

        SpanNormalizer<float> normalizer = model.CreateSpanNormalizer<float>(schema, column);
        return new ServedModel(normalizer, new ModelDescription(normalizer.OutputColumnName, normalizer.ExampleLength,
            Slots(model.GetOutputSchema(schema)[normalizer.OutputColumnName])));
    }

    private static string[]? Slots(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull("SlotNames") is null)
        {
            return null;
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}

/// <summary>What a row is: its length (null: any) and, where the model knows them, what its numbers are called.</summary>
internal sealed record ModelDescription(string Column, int? Length, string[]? Names);
