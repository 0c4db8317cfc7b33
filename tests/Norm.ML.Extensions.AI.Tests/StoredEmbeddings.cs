using Microsoft.Extensions.AI;

namespace Norm.ML.Extensions.AI.Tests;

/// <summary>A generator that gives what it holds, again and again: input i is embedding i.</summary>
internal sealed class StoredEmbeddings<T>(params Embedding<T>[] stored) : IEmbeddingGenerator<int, Embedding<T>>
{
    public GeneratedEmbeddings<Embedding<T>>? Given { get; private set; }

    public bool IsDisposed { get; private set; }

    public Task<GeneratedEmbeddings<Embedding<T>>> GenerateAsync(
        IEnumerable<int> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Given = new(values.Select(i => stored[i]))
        {
            Usage = new UsageDetails { InputTokenCount = 7 },
            AdditionalProperties = new() { ["request"] = 1 },
        };
        return Task.FromResult(Given);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => IsDisposed = true;
}
