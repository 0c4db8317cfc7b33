using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Norm.ML;
using Norm.ML.Samples;

// Long texts have long vectors. Without UnitNorm the longest text would win every search.
string[] texts =
[
    "A norm divides a row by its length.",
    "Rain in the morning, sun at noon, rain in the evening, and rain again at night: so much rain, says the paper.",
    "The cat sleeps on the mat.",
    "Bread needs flour, water, salt and time.",
];
using IEmbeddingGenerator<string, Embedding<float>> generator =
    new EmbeddingGeneratorBuilder<string, Embedding<float>>(new WordCounts()).UseUnitNorm().Build();
GeneratedEmbeddings<Embedding<float>> index = await generator.GenerateAsync(texts);
string question = args.Length > 0 ? string.Join(' ', args) : "Where does the cat sleep at night?";
ReadOnlyMemory<float> asked = await generator.GenerateVectorAsync(question);
Console.WriteLine(question);
foreach ((string text, float cosine) in texts.Zip(index, (text, embedding) => (text, TensorPrimitives.Dot(embedding.Vector.Span, asked.Span)))
    .OrderByDescending(found => found.Item2))
{
    Console.WriteLine(FormattableString.Invariant($"{cosine:0.00}  {text}"));
}
