namespace Norm.ML.Packages.Tests.Packing;

/// <summary>
/// The build warns who compiles ahead of time for x64 and names no instruction set: kernels then take 6 to 12 times as long.
/// </summary>
[Collection(nameof(PackedPackages))]
public class InstructionSetTests(PackedPackages packages)
{
    private const string Aot = "PublishAot=true", X64 = "RuntimeIdentifier=linux-x64";

    [Theory]
    [InlineData("Norm.ML.Kernels")]
    [InlineData("Norm.ML.Statistics")]
    public void Compiling_ahead_of_time_for_X64_is_warned_of_once_with_the_property_to_set(string id)
    {
        string output = Publish(id, Aot, X64);
        Assert.Single(Warnings(output));
        Assert.Contains("<IlcInstructionSet>x86-64-v3</IlcInstructionSet>", output);
        Assert.Contains("linux-x64", output);
    }

    [Theory]
    [InlineData(X64)]
    [InlineData(Aot, "RuntimeIdentifier=linux-arm64")]
    [InlineData(Aot, X64, "IlcInstructionSet=native")]
    [InlineData(Aot, X64, "NormMLInstructionSetMessage=false")]
    [InlineData(Aot, X64, "NoWarn=NORM101")]
    public void Others_are_not_warned(params string[] properties) => Assert.Empty(Warnings(Publish("Norm.ML.Kernels", properties)));

    private string Publish(string id, params string[] properties) =>
        new Consumer(packages, $"instructions-{id}", "", id).RunTarget("PrepareForPublish", properties);

    private static string[] Warnings(string output) =>
        [.. output.Split('\n').Where(line => line.Contains("warning NORM101", StringComparison.Ordinal))];
}
