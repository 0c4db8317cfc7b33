namespace Norm.ML.Generators;

/// <summary>The names of the pipeline's stages, by which tests see what ran again after an edit.</summary>
internal static class Stages
{
    /// <summary>What the compilation offers.</summary>
    public const string Host = nameof(Host);

    /// <summary>The requests, read from attributes; null where a rule rejects one.</summary>
    public const string Requests = nameof(Requests);

    /// <summary>Names that differ in case only.</summary>
    public const string Clashes = nameof(Clashes);

    /// <summary>Each request with its plan.</summary>
    public const string Plans = nameof(Plans);

    /// <summary>The text of each file.</summary>
    public const string Files = nameof(Files);

    public static readonly string[] All = [Host, Requests, Clashes, Plans, Files];
}
