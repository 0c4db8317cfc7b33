namespace Norm.ML.Tool.Tests.Running;

/// <summary>Tests that read the memory of the whole process. They run alone: what other tests allocate would count.</summary>
[CollectionDefinition(nameof(MemoryOfTheProcess), DisableParallelization = true)]
public sealed class MemoryOfTheProcess;
