namespace Norm.ML.Generators.Model;

/// <summary>One sound request: what to compute, and where to put it. The pipeline holds nothing else of the user's code.</summary>
internal sealed record KernelRequest
{
    public required KernelDefinition Definition { get; init; }

    public required KernelTarget Target { get; init; }
}
