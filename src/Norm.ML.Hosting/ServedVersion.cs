namespace Norm.ML;

/// <summary>A model that is or was served.</summary>
public sealed class ServedVersion
{
    private readonly string _path;
    private readonly NamedNormalizer<float>? _named;

    internal ServedVersion(string path, NamedNormalizer<float>? named, ServedRows rows, long number, DateTimeOffset loadedAt) =>
        (_path, _named, Rows, Number, LoadedAt) = (path, named, rows, number, loadedAt);

    /// <summary>Its norms, for rows by name.</summary>
    /// <exception cref="InvalidOperationException">The numbers of the model have no names, which
    /// <see cref="ServedNormalizerOptions.RequireNames"/> permits.</exception>
    public NamedNormalizer<float> Normalizer =>
        _named ?? throw new InvalidOperationException($"{_path}: the numbers of the model have no names; Rows takes them by position.");

    /// <summary>Its norms, for rows by position.</summary>
    public ServedRows Rows { get; }

    /// <summary>1 for the first that was loaded, then 2, 3, ...</summary>
    public long Number { get; }

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset LoadedAt { get; }
}
