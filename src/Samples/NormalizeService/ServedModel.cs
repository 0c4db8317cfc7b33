using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Samples;

/// <summary>A model file, loaded once; immutable, and shared by all requests.</summary>
/// <param name="CreateBuffer">Makes the memory of one request, in the type of numbers that the model's norms compute in.</param>
/// <param name="Description">What a row is.</param>
internal sealed record ServedModel(Func<IRowBuffer> CreateBuffer, ModelDescription Description)
{
    /// <param name="path">The file.</param>
    /// <param name="column">The normalized column; null for the only one.</param>
    /// <param name="maximumBytes">The most bytes that the model may have when it is unpacked; null for the default.</param>
    /// <exception cref="FormatException">The file is not a model, or a damaged one, or something that it needs is missing.</exception>
    /// <exception cref="ArgumentException">The model was saved without its columns, or its norms do not make the column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ServedModel Load(string path, string? column, long? maximumBytes)
    {
        var options = new ModelLoadOptions { MaximumBytes = maximumBytes, MaximumBytesName = "--max-model-bytes" };
        ITransformer model = new MLContext().Model.LoadChecked(path, out DataViewSchema? schema, options);
        if (schema is null)
        {
            throw new ArgumentException($"{path}: the model was saved without the columns that it needs.");
        }

        try
        {
            return Serve(model, schema, model.CreateSpanNormalizer<float>(schema, column));
        }
        catch (ArgumentException)
        {
            // Models of norm-ml compute in Double, and then round to Single. What is wrong otherwise, this says too.
            return Serve(model, schema, model.CreateSpanNormalizer<double>(schema, column));
        }
    }

    private static ServedModel Serve<T>(ITransformer model, DataViewSchema schema, SpanNormalizer<T> normalizer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DataViewSchema.Column result = model.GetOutputSchema(schema)[normalizer.OutputColumnName];
        bool isSingle = result.Type == NumberDataViewType.Single || (result.Type as VectorDataViewType)?.ItemType == NumberDataViewType.Single;
        return new ServedModel(() => new RowBuffer<T>(normalizer, isSingle),
            new ModelDescription(normalizer.OutputColumnName, normalizer.ExampleLength, Slots(result)));
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
