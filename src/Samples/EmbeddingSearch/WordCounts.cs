using Microsoft.Extensions.AI;

namespace Norm.ML.Samples;

/// <summary>Stands for a model: counts the words of a text in a vector. A word's place is its FNV-1a hash, which is the same in every run.</summary>
internal sealed class WordCounts : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Dimensions = 256;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(Count(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static float[] Count(string text)
    {
        float[] counts = new float[Dimensions];
        foreach (string word in text.ToLowerInvariant().Split([' ', ',', '.', ':', '?'], StringSplitOptions.RemoveEmptyEntries))
        {
            uint hash = word.Aggregate(2166136261u, (sum, letter) => (sum ^ letter) * 16777619);
            counts[hash % Dimensions]++;
        }

        return counts;
    }
}
