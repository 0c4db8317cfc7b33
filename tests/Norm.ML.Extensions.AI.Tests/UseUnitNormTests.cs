using System.Numerics;
using Microsoft.Extensions.AI;

namespace Norm.ML.Extensions.AI.Tests;

public class UseUnitNormTests
{
    [Fact]
    public async Task Embeddings_have_length_one_and_the_bits_of_the_kernel()
    {
        float[][] vectors = [.. Enumerable.Range(1, 40).Select(size => Enumerable.Range(0, size).Select(i => 1e8f * (i + 1)).ToArray())];
        StoredEmbeddings<float> inner = new([.. vectors.Select(vector => new Embedding<float>(vector))]);
        GeneratedEmbeddings<Embedding<float>> results = await Build(inner).GenerateAsync(Enumerable.Range(0, 40));
        Assert.Equal(40, results.Count);
        for (int i = 0; i < 40; i++)
        {
            float[] expected = new float[i + 1];
            UnitNorm.Normalize<float>(vectors[i], i + 1, expected);
            Assert.Equal(expected, results[i].Vector.ToArray());
            Assert.Equal(1, expected.Sum(v => (double)v * v), 1e-6);
        }
    }

    [Fact]
    public async Task Doubles_and_halves_are_normalized_too()
    {
        StoredEmbeddings<double> doubles = new(new Embedding<double>(new[] { 3e200, 4e200 }));
        await Gives([0.6, 0.8], Build(doubles), 0);
        StoredEmbeddings<Half> halves = new(new Embedding<Half>(new[] { (Half)3, (Half)4 }));
        await Gives([(Half)0.6, (Half)0.8], Build(halves), 0);
    }

    [Fact]
    public async Task What_the_inner_generator_holds_stays_as_it_is()
    {
        float[] vector = [3, 4];
        var stored = new Embedding<float>(vector);
        IEmbeddingGenerator<int, Embedding<float>> generator = Build(new StoredEmbeddings<float>(stored));
        for (int i = 0; i < 2; i++)
        {
            await Gives([0.6f, 0.8f], generator, 1);
            Assert.Equal([3, 4], vector);
            Assert.Equal([3, 4], stored.Vector.ToArray());
        }
    }

    [Fact]
    public async Task In_place_writes_over_the_part_of_the_array_that_is_the_vector()
    {
        float[] memory = [9, 3, 4, 9];
        StoredEmbeddings<float> inner = new(new Embedding<float>(memory.AsMemory(1, 2)));
        Embedding<float> result = (await Build(inner, new() { InPlace = true }).GenerateAsync([0]))[0];
        Assert.Equal([9, 0.6f, 0.8f, 9], memory);
        Assert.Equal([0.6f, 0.8f], result.Vector.ToArray());
    }

    [Fact]
    public async Task Everything_else_comes_along()
    {
        var created = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        StoredEmbeddings<float> inner = new(new Embedding<float>(new float[] { 3, 4 })
        {
            CreatedAt = created,
            ModelId = "model",
            AdditionalProperties = new() { ["index"] = 5 },
        });
        GeneratedEmbeddings<Embedding<float>> results = await Build(inner).GenerateAsync([0]);
        Assert.Equal((7L, 1), (results.Usage!.InputTokenCount, results.AdditionalProperties!["request"]));
        Assert.Equal((created, "model", 5), (results[0].CreatedAt, results[0].ModelId, results[0].AdditionalProperties!["index"]));
    }

    [Fact]
    public async Task Empty_batches_empty_vectors_and_zeros_stay()
    {
        StoredEmbeddings<float> inner = new(new Embedding<float>(ReadOnlyMemory<float>.Empty), new Embedding<float>(new float[3]));
        IEmbeddingGenerator<int, Embedding<float>> generator = Build(inner);
        Assert.Empty(await generator.GenerateAsync([]));
        GeneratedEmbeddings<Embedding<float>> results = await generator.GenerateAsync([0, 1]);
        Assert.Empty(results[0].Vector.ToArray());
        Assert.Equal([0, 0, 0], results[1].Vector.ToArray());
    }

    [Fact]
    public async Task Epsilon_is_the_least_length()
    {
        StoredEmbeddings<float> inner = new(new Embedding<float>(new float[] { 3, 4 }));
        await Gives([0.3f, 0.4f], Build(inner, new() { Epsilon = 10 }), 0);
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => Build(inner, new() { Epsilon = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => Build(inner, new() { Epsilon = double.NaN }));
    }

    [Fact]
    public async Task Cancellation_services_and_disposal_reach_the_inner_generator()
    {
        StoredEmbeddings<float> inner = new(new Embedding<float>(new float[] { 3, 4 }));
        IEmbeddingGenerator<int, Embedding<float>> generator = Build(inner);
        Assert.Same(inner, generator.GetService<StoredEmbeddings<float>>());
        Assert.NotNull(generator.GetService<UnitNormEmbeddingGenerator<int, float>>());
        await Assert.ThrowsAsync<OperationCanceledException>(() => generator.GenerateAsync([0], null, new CancellationToken(canceled: true)));
        generator.Dispose();
        Assert.True(inner.IsDisposed);
    }

    private static async Task Gives<T>(T[] expected, IEmbeddingGenerator<int, Embedding<T>> generator, int index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GeneratedEmbeddings<Embedding<T>> results = await generator.GenerateAsync([0, 0]);
        Assert.Equal(expected, results[index].Vector.ToArray());
    }

    private static IEmbeddingGenerator<int, Embedding<T>> Build<T>(StoredEmbeddings<T> inner, UnitNormEmbeddingOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new EmbeddingGeneratorBuilder<int, Embedding<T>>(inner).UseUnitNorm(options).Build();
}
