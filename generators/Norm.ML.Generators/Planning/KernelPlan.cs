namespace Norm.ML.Generators.Planning;

/// <summary>How a kernel is carried out. The emitter prints the plan as code, and as words.</summary>
internal abstract record KernelPlan
{
    /// <summary>The plan in a sentence, for the documentation of the emitted kernel.</summary>
    public abstract string InWords { get; }
}

/// <summary>Call the library's run-time sized kernel with constants.</summary>
/// <param name="Reason">Why a text of its own would not be faster.</param>
internal sealed record LibraryPlan(string Reason) : KernelPlan
{
    public override string InWords => $"calls the library's kernel with constants: {Reason}.";
}
