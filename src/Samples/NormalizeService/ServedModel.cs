using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Samples;

/// <summary>A model file, loaded once; immutable, and shared by all requests.</summary>
sealed record ServedModel(SpanNormalizer<float> Normalizer, ModelDescription Description)
{
    /// <exception cref="ArgumentException">The file is no model, or its norms do not make the column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ServedModel Load(string path, string? column)
    {
        using FileStream file = File.OpenRead(path);
        ITransformer model;
        DataViewSchema schema;
        try
        {
            model = new MLContext().Model.Load(file, out schema);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // What a damaged file makes a reader throw is anybody's guess.
            throw new ArgumentException($"{path} is no model, or a damaged one: {problem.Message.ReplaceLineEndings(" ")}", problem);
        }

        SpanNormalizer<float> normalizer = model.CreateSpanNormalizer<float>(schema, column);
        return new ServedModel(normalizer, new ModelDescription(normalizer.OutputColumnName, normalizer.ExampleLength, Slots(model.GetOutputSchema(schema)[normalizer.OutputColumnName])));
    }

    static string[]? Slots(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull("SlotNames") is null)
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}

/// <summary>What a row is: its length (null: any) and, where the model knows them, what its numbers are called.</summary>
sealed record ModelDescription(string Column, int? Length, string[]? Names);
