namespace Norm.ML.Generators;

/// <summary>The names of the pipeline's stages, by which tests see what ran again after an edit.</summary>
internal static class Stages
{
    /// <summary>What the compilation offers.</summary>
    public const string Host = nameof(Host);

    /// <summary>What was read from the attributes of one declaration: a request, or problems.</summary>
    public const string Readings = nameof(Readings);

    /// <summary>What is wrong with a request, and where.</summary>
    public const string Problems = nameof(Problems);

    /// <summary>Attributes that are not requests, but were meant as one.</summary>
    public const string Slips = nameof(Slips);

    /// <summary>The sound requests.</summary>
    public const string Requests = nameof(Requests);

    /// <summary>Names that differ in case only.</summary>
    public const string Clashes = nameof(Clashes);

    /// <summary>Each request with its plan.</summary>
    public const string Plans = nameof(Plans);

    /// <summary>The text of each file.</summary>
    public const string Files = nameof(Files);

    public static readonly string[] All = [Host, Readings, Problems, Slips, Requests, Clashes, Plans, Files];
}
