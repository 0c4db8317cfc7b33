using System.Numerics;
using Microsoft.Extensions.AI;

namespace Norm.ML;

/// <summary>UnitNorm as a step of <see cref="EmbeddingGeneratorBuilder{TInput, TEmbedding}"/>.</summary>
public static class UnitNormEmbeddingGeneratorBuilderExtensions
{
    /// <summary>Adds a step that divides each embedding by its length.</summary>
    /// <typeparam name="TInput">What is embedded.</typeparam>
    /// <typeparam name="T">The elements of vectors: <see cref="float"/>, <see cref="double"/> or <see cref="Half"/>.</typeparam>
    /// <param name="builder">The builder. Steps that were added before it, such as a cache, get the normalized embeddings.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; thrown when the generator is built.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type; thrown when the generator is built.</exception>
    public static EmbeddingGeneratorBuilder<TInput, Embedding<T>> UseUnitNorm<TInput, T>(
        this EmbeddingGeneratorBuilder<TInput, Embedding<T>> builder, UnitNormEmbeddingOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(inner => new UnitNormEmbeddingGenerator<TInput, T>(inner, options));
    }
}
