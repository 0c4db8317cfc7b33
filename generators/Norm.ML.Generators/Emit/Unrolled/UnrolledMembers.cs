using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.Unrolled;

/// <summary>Writes the methods of an unrolled kernel: the sums of a row, and its output. UnrolledRows of the library is the loop over rows.</summary>
internal static class UnrolledMembers
{
    public static readonly string Inline =
        $"{EmittedNames.Generated}\n[global::System.Runtime.CompilerServices.MethodImpl("
        + "global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";

    /// <summary>The interface that the library calls.</summary>
    public static string Contract(UnrolledPlan plan) =>
        $"global::Norm.ML.Simd.{(plan.IsDouble ? "IDoubleUnrolledKernel" : plan.IsFast ? "IFastUnrolledKernel" : "IStrictUnrolledKernel")}";

    public static void WriteCall(SourceWriter writer, KernelRequest request, UnrolledPlan plan)
    {
        (string floats, string fallback) = plan.IsDouble ? ("", "constant") : ("F for sixteen floats and ", "ill-conditioned");
        writer.Lines($"""
            // The library's loop over rows calls the methods below, with {floats}D for eight doubles in registers of the processor's
            // width. Batches with a row that is {fallback}, not finite, huge or tiny go to the kernel for any size.
            global::Norm.ML.Simd.UnrolledRows.{plan.Loop}<{request.Target.FullName}>(x, gamma, beta, destination);
            """);
    }

    public static void Write(SourceWriter writer, KernelDefinition definition, UnrolledPlan plan)
    {
        if (plan.HasTwoPasses)
        {
            TwoPassSums.Write(writer, definition, plan);
            TwoPassOutput.Write(writer.Line(), definition, plan);
        }
        else
        {
            StrictSums.Write(writer.Line(), definition, plan);
            StrictOutput.Write(writer.Line(), definition, plan);
        }

        if (definition.Options.UnitOffset)
        {
            writer.Line().Lines("// The scale is 1 + gamma.").Lines("static bool global::Norm.ML.Simd.IUnrolledKernel.UnitOffset => true;");
        }
    }

    /// <summary>What elements are multiplied by, as text.</summary>
    public static string Inverse(KernelDefinition definition) => definition.Norm.Divisor switch
    {
        NormDivisor.Deviation => "1 / sqrt(variance + epsilon)",
        NormDivisor.Length => "1 / max(sqrt(sum of squares), epsilon)",
        _ => "1 / sqrt(mean square + epsilon)",
    };

    /// <summary>What a call of the members works on, as text.</summary>
    public static string Rows(UnrolledPlan plan, bool inDouble = false) =>
        plan is TransposedPlan ? $"{(inDouble || plan.IsDouble ? "eight" : "sixteen")} rows, one per lane" : "one row";
}
