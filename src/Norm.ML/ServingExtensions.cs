using System.Numerics;
using Microsoft.ML;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>Fitted and loaded models in programs that serve single rows.</summary>
public static class ServingExtensions
{
    /// <summary>
    /// What the model's norms do to one column, over spans. Where several norms follow each other, the normalizer does what all of them do; its input
    /// is the column that the first of them reads (<see cref="SpanNormalizer{T}.InputColumnName"/>). Other transformers are left out: those before
    /// the norms, such as <c>Concatenate</c>, and a conversion of the result to Single, which models of <c>norm-ml fit</c> end with. Spans then hold
    /// the Doubles before that conversion.
    /// </summary>
    /// <example><code>
    /// ITransformer model = mlContext.Model.Load("model.zip", out DataViewSchema schema);
    /// SpanNormalizer&lt;float&gt; normalizer = model.CreateSpanNormalizer&lt;float&gt;(schema, "Features");
    /// normalizer.Normalize(x, destination);
    /// </code></example>
    /// <typeparam name="T"><see cref="float"/> where the normalized column is Single, <see cref="double"/> where it is Double.</typeparam>
    /// <param name="model">A transformer of Norm.ML, or a chain that holds some.</param>
    /// <param name="inputSchema">The schema of the data that the model takes, as <c>mlContext.Model.Load</c> gives it.</param>
    /// <param name="outputColumnName">The normalized column; null if the model's last norm has one only.</param>
    /// <param name="key">The key of the rows, where a norm has statistics per key (<see cref="BatchNormOptions.GroupColumnName"/>): spans hold no
    /// keys, so a normalizer serves one.</param>
    /// <exception cref="ArgumentException">There is no such column, no norm makes it, or <typeparamref name="T"/> is not its type; or a key is given
    /// or missing where it has not to be, or was not seen by the fit and <see cref="BatchNormOptions.UnseenKeys"/> makes that an error.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The schema is not one that the model takes.</exception>
    public static SpanNormalizer<T> CreateSpanNormalizer<T>(
        this ITransformer model, DataViewSchema inputSchema, string? outputColumnName = null, string? key = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        return NormPath.Find(model, inputSchema, outputColumnName, key).ToSpanNormalizer<T>();
    }

    /// <summary>
    /// What the model's norms do to one row that is given by names: of a model of <c>norm-ml fit</c>, the names of the file's columns. As
    /// <see cref="CreateSpanNormalizer{T}"/> otherwise.
    /// </summary>
    /// <example><code>
    /// ITransformer model = mlContext.Model.LoadChecked("model.zip", out DataViewSchema? schema);
    /// NamedNormalizer&lt;float&gt; normalizer = model.CreateNamedNormalizer&lt;float&gt;(schema!);
    /// normalizer.NormalizeJson("""{"height": 1.8, "weight": 70}"""u8, destination);
    /// </code></example>
    /// <typeparam name="T"><see cref="float"/>, or <see cref="double"/> where the normalized column is Double. Norms that compute in Double give
    /// <see cref="float"/> rounded, as a conversion of the column after them does.</typeparam>
    /// <param name="model">A transformer of Norm.ML, or a chain that holds some.</param>
    /// <param name="inputSchema">The schema of the data that the model takes.</param>
    /// <param name="outputColumnName">The normalized column; null if the model's last norm has one only.</param>
    /// <param name="allowMissing">Whether a number may be missing (NaN or null). BatchNorm gives NaN for it, and the norms over a row give a row of
    /// NaN. False refuses such rows.</param>
    /// <param name="key">As for <see cref="CreateSpanNormalizer{T}"/>.</param>
    /// <exception cref="ArgumentException">As for <see cref="CreateSpanNormalizer{T}"/>; or the numbers of the column have no names of their
    /// own.</exception>
    public static NamedNormalizer<T> CreateNamedNormalizer<T>(this ITransformer model, DataViewSchema inputSchema, string? outputColumnName = null,
        bool allowMissing = false, string? key = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        return NormPath.Find(model, inputSchema, outputColumnName, key).ToNamedNormalizer<T>(allowMissing);
    }
}
