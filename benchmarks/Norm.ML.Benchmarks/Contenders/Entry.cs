using Norm.ML.Benchmarks.Catalogue;

namespace Norm.ML.Benchmarks.Contenders;

/// <summary>A contender made ready on the buffers of one comparison.</summary>
/// <param name="Contender">Who.</param>
/// <param name="Run">Computes once; writes no garbage.</param>
/// <param name="Finish">Brings the last result to the common buffers, where <paramref name="Run"/> does not.</param>
internal sealed record Entry(Contender Contender, Action Run, Action? Finish = null);
