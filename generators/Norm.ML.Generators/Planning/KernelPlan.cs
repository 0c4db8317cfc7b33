namespace Norm.ML.Generators.Planning;

/// <summary>How a kernel is computed. The emitter writes the plan as code and as documentation.</summary>
internal abstract record KernelPlan
{
    /// <summary>The plan as a sentence, for the documentation of the emitted kernel.</summary>
    public abstract string InWords { get; }
}

/// <summary>Call the library's run-time sized kernel with constants.</summary>
/// <param name="Reason">Why unrolled code would not be faster.</param>
internal sealed record LibraryPlan(string Reason) : KernelPlan
{
    public override string InWords => $"calls the library's kernel with constants: {Reason}.";
}
