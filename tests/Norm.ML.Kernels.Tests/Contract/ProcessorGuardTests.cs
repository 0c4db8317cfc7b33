using System.Text.RegularExpressions;
using Norm.ML.Internals.Checks;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Contract;

/// <summary>A processor on which results could have other bits gets an exception at the first call.</summary>
public partial class ProcessorGuardTests
{
    [Theory]
    [InlineData(4, true, "a process of 32 bits")]
    [InlineData(8, false, "a big-endian processor")]
    [InlineData(4, false, "a process of 32 bits")]
    public void Another_processor_is_refused_with_what_it_is_and_what_is_needed(int pointerBytes, bool isLittleEndian, string named)
    {
        string message = Assert.Throws<PlatformNotSupportedException>(() => ProcessorGuard.Check(pointerBytes, isLittleEndian)).Message;
        Assert.Contains(named, message);
        Assert.Contains("64-bit little-endian process (x64 or ARM64)", message);
    }

    [Fact]
    public void This_processor_is_taken()
    {
        ProcessorGuard.Check(8, isLittleEndian: true);
        ProcessorGuard.Check();
        Assert.True(ProcessorGuard.IsSupported);
    }

    /// <summary>Every public method that computes checks its element type, or its arguments in a guard that does; and the check of the type is that
    /// of the processor.</summary>
    [Fact]
    public void The_check_comes_with_that_of_the_element_type()
    {
        string folder = Repository.Path("src/Norm.ML.Kernels");
        string types = File.ReadAllText(Path.Combine(folder, "Internals/Checks/ElementTypes.cs"));
        Assert.Equal(2, Body().Matches(types).Count(body => body.Value.Contains("ProcessorGuard.Check();", StringComparison.Ordinal)));
        foreach (string file in Directory.GetFiles(folder, "*Norm*.cs")
            .Where(file => File.ReadAllText(file).Contains("Kernels.", StringComparison.Ordinal)))
        {
            Assert.Matches("RowGuard|ChannelGuard|ElementTypes", File.ReadAllText(file));
        }

        Assert.Contains("ProcessorGuard.IsSupported", File.ReadAllText(Path.Combine(folder, "Simd/UnrolledRows.cs")));
    }

    [GeneratedRegex(@"public static void (Half)?FloatOrDouble<T>\(\)\s*\{[^}]*\}", RegexOptions.IgnoreCase)]
    private static partial Regex Body();
}
