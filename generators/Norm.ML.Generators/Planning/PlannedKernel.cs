using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Planning;

/// <summary>A request with the plan to carry it out.</summary>
internal sealed record PlannedKernel(KernelRequest Request, KernelPlan Plan);
