using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace Norm.ML;

/// <summary>
/// Divides each embedding of another generator by its length, with <see cref="UnitNorm"/>: the dot product of two results is their cosine similarity.
/// </summary>
/// <remarks>
/// Embeddings of any dimensions and batches of any size. The results are new embeddings; each vector is written once, straight to its place. What the
/// inner generator gave, and may keep in a cache, stays as it is unless <see cref="UnitNormEmbeddingOptions.InPlace"/> allows to overwrite it. The
/// bits of a result do not depend on what else is in its batch.
/// </remarks>
/// <typeparam name="TInput">What is embedded.</typeparam>
/// <typeparam name="T">The elements of vectors: <see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
public sealed class UnitNormEmbeddingGenerator<TInput, T> : DelegatingEmbeddingGenerator<TInput, Embedding<T>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly UnitNormEmbeddingOptions _options;

    /// <summary>Wraps a generator.</summary>
    /// <param name="innerGenerator">The generator whose embeddings are normalized.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public UnitNormEmbeddingGenerator(IEmbeddingGenerator<TInput, Embedding<T>> innerGenerator, UnitNormEmbeddingOptions? options = null)
        : base(innerGenerator)
    {
        _options = options ?? new UnitNormEmbeddingOptions();
        UnitNorm.Normalize<T>([], 1, [], _options.Epsilon); // refuses types and epsilons before a generator is paid for
    }

    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<Embedding<T>>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GeneratedEmbeddings<Embedding<T>> given = await base.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);
        var results = new GeneratedEmbeddings<Embedding<T>>(given.Count) { Usage = given.Usage, AdditionalProperties = given.AdditionalProperties };
        foreach (Embedding<T> embedding in given)
        {
            results.Add(new Embedding<T>(Normalize(embedding.Vector))
            {
                CreatedAt = embedding.CreatedAt,
                ModelId = embedding.ModelId,
                AdditionalProperties = embedding.AdditionalProperties,
            });
        }

        return results;
    }

    private ReadOnlyMemory<T> Normalize(ReadOnlyMemory<T> vector)
    {
        if (vector.IsEmpty)
        {
            return vector;
        }

        if (_options.InPlace && MemoryMarshal.TryGetArray(vector, out ArraySegment<T> array))
        {
            UnitNorm.Normalize<T>(array, vector.Length, array, _options.Epsilon);
            return vector;
        }

        T[] result = GC.AllocateUninitializedArray<T>(vector.Length);
        UnitNorm.Normalize(vector.Span, vector.Length, result, _options.Epsilon);
        return result;
    }
}
