using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.WrittenOut;

/// <summary>Writes the body of a plan that is written out: how a row is added up, and how it is written. The library's RowPlan does the rest.</summary>
internal static class WrittenOutMembers
{
    public static readonly string Inline =
        $"{EmittedNames.Generated}\n[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";

    /// <summary>The contract with the library.</summary>
    public static string Contract(WrittenOutPlan plan) =>
        $"global::Norm.ML.Lanes.{(plan.IsDouble ? "IDoubleRowPlan" : plan.IsFast ? "IFastRowPlan" : "IStrictRowPlan")}";

    public static void WriteCall(SourceWriter writer, KernelRequest request, WrittenOutPlan plan) => writer.Lines($"""
        // The library's loop over rows calls the methods below, with {(plan.IsDouble ? "" : "F for sixteen floats and ")}D for eight doubles in registers of the processor's
        // width. Rows that need care ({(plan.IsDouble ? "constant" : "ill-conditioned")}, not finite, huge, tiny) it gives to the kernel for any size.
        global::Norm.ML.Lanes.RowPlan.{plan.Loop}<{request.Target.FullName}>(x, gamma, beta, destination);
        """);

    public static void Write(SourceWriter writer, KernelDefinition definition, WrittenOutPlan plan)
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
            writer.Line().Lines("// The scale is 1 + gamma.").Lines("static bool global::Norm.ML.Lanes.IRowPlan.UnitOffset => true;");
    }

    /// <summary>What the members work on, in words.</summary>
    public static string Rows(WrittenOutPlan plan, bool inDouble = false) =>
        plan is ColumnsPlan ? $"{(inDouble || plan.IsDouble ? "eight" : "sixteen")} rows, a lane each" : "one row";
}
