using Microsoft.ML;

namespace Norm.ML.Testing.Tests;

/// <summary>A home-made norm and a generated one keep the contract; kernels that break a rule are told which.</summary>
public class ContractTests
{
    [Fact]
    public void A_norm_of_ones_own_keeps_the_contract()
    {
        KernelContract<MaxNorm, double>.Check();
        GradientContract<MaxNorm, double>.Check();
        ComponentContract<MaxNorm, double>.Check(new MLContext());
    }

    [Fact]
    public void Generated_kernels_keep_the_contract()
    {
        KernelContract<SevenNorm, float>.Check();
        GradientContract<SevenNorm, float>.Check();
        ComponentContract<SevenNorm, float>.Check(new MLContext());
        KernelContract<UnitSeven, double>.Check();
        GradientContract<UnitSeven, double>.Check();
        KernelContract<HalfRows, Half>.Check();
    }

    [Theory]
    [InlineData(Fault.Neighbour, "one example per call")]
    [InlineData(Fault.InPlace, "in place")]
    [InlineData(Fault.After, "after the result")]
    [InlineData(Fault.NaN, "a NaN in one example")]
    [InlineData(Fault.Gamma, "with ones and zeros")]
    [InlineData(Fault.Lengths, "not refused")]
    [InlineData(Fault.OtherError, "expected: an ArgumentException")]
    [InlineData(Fault.WritesThenRefuses, "writes to its destination")]
    [InlineData(Fault.Zeros, "zeros have to stay zeros")]
    [InlineData(Fault.Epsilon, "Epsilon has to be finite")]
    public void A_broken_rule_is_named(Fault fault, string rule)
    {
        Faulty.Fault = fault;
        Assert.Contains(rule, Assert.Throws<KernelContractException>(() => KernelContract<Faulty, double>.Check()).Message);
    }

    [Theory]
    [InlineData(Fault.Slope, "dx of element")]
    [InlineData(Fault.NotAdded, "not added")]
    public void A_wrong_gradient_is_named(Fault fault, string rule)
    {
        Faulty.Fault = fault;
        Assert.Contains(rule, Assert.Throws<KernelContractException>(() => GradientContract<Faulty, double>.Check()).Message);
    }
}

[LayerNorm<float>(7, Backward = true)]
public readonly partial struct SevenNorm;

[UnitNorm<double>(7, Backward = true)]
public readonly partial struct UnitSeven;

[RmsNorm<Half>(12)]
public readonly partial struct HalfRows;
