namespace Norm.ML.Tests;

/// <summary>The kernel that models in these tests are saved with. The program itself never mentions it.</summary>
[LayerNorm<float>(4)]
public readonly partial struct FourNorm;
