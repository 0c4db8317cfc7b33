namespace Norm.ML.Tests;

/// <summary>A kernel with learned statistics that models in these tests are saved with. The program itself never mentions it.</summary>
[BatchNorm<float>(4)]
public readonly partial struct FourChannels;
