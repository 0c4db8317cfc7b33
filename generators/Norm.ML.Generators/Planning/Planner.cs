using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>Chooses the plan for a kernel: a pure function of what is to be computed.</summary>
internal static class Planner
{
    public static KernelPlan Plan(KernelDefinition definition) => new LibraryPlan("specialised bodies are still to come");
}
