using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Digests;

/// <summary>What this process was compiled for and runs on.</summary>
internal static class Target
{
    public static string Describe()
    {
        string compiled = RuntimeFeature.IsDynamicCodeCompiled ? "JIT" : "ahead of time";
        int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        string fma = Fma.IsSupported || AdvSimd.IsSupported ? "fused multiply-add" : "none, in software";
        return $"{RuntimeInformation.RuntimeIdentifier}, {compiled}, vectors of {width} bits, {fma}, {RuntimeInformation.FrameworkDescription}";
    }
}
