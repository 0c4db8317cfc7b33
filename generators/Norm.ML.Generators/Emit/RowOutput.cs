using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit;

/// <summary>Writes how one row of results is computed and stored, sixteen floats at a time.</summary>
internal static class RowOutput
{
    public static void Write(SourceWriter writer, KernelDefinition definition, EightRowsPlan plan)
    {
        writer.Lines($"""
            // Writes one row: {Formula(definition)}.
            // The inverse deviation{(definition.Norm.Centres ? " and the shift come" : " comes")} in a high and a low part, which keeps the result within one unit of rounding.
            [global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
            static void {RowPlanMembers.Contract}.Write<F, D>(
                ref float x, ref float gamma, ref float beta, ref float y, F high, F low, F shiftHigh, F shiftLow)
            """);
        using (writer.Braces())
        {
            for (int vector = 0; vector < plan.Vectors; vector++)
                WriteVector(writer, definition, plan, vector);
        }
    }

    private static void WriteVector(SourceWriter writer, KernelDefinition definition, EightRowsPlan plan, int vector)
    {
        int start = vector * EightRowsPlan.Vector, rest = plan.Length - start;
        bool whole = rest >= EightRowsPlan.Vector;
        string index = Literal.Of(vector), at = Literal.Of(start), count = Literal.Of(rest);
        string Load(string from) => whole ? $"F.Load(ref {from}, {at})" : $"F.LoadPart(ref {from}, {at}, {count})";

        string loads = $"F x{index} = {Load("x")}";
        if (definition.TakesGamma)
            loads += $", g{index} = {Load("gamma")}";
        if (definition.TakesBeta)
            loads += $", b{index} = {Load("beta")}";
        string y = definition.Norm.Centres ? Centred(definition, index) : Raw(definition, index);
        if (!definition.Norm.Centres && definition.TakesGamma)
            loads += $", n{index} = {Normalized(index)}";
        writer.Lines($"{loads};");
        writer.Lines(whole ? $"F.Store({y}, ref y, {at});" : $"F.StorePart({y}, ref y, {at}, {count});");
    }

    private static string Formula(KernelDefinition definition) => definition switch
    {
        { Norm.Centres: true, TakesBeta: true } => "(x * inverse + shift) * gamma + beta",
        { Norm.Centres: true, TakesGamma: true } => "(x * inverse + shift) * gamma",
        { Norm.Centres: true } => "x * inverse + shift",
        { TakesGamma: true, Options.UnitOffset: true } => "x * inverse * (1 + gamma)",
        { TakesGamma: true } => "x * inverse * gamma",
        _ => "x * inverse",
    };

    private static string Centred(KernelDefinition definition, string index)
    {
        string large = $"F.Fma(x{index}, high, shiftHigh)", small = $"F.Fma(x{index}, low, shiftLow)";
        if (!definition.TakesGamma)
            return $"{large} + {small}";
        string rest = definition.TakesBeta ? $"F.Fma({small}, g{index}, b{index})" : $"{small} * g{index}";
        return $"F.Fma({large}, g{index}, {rest})";
    }

    private static string Raw(KernelDefinition definition, string index) => definition switch
    {
        { TakesGamma: false } => Normalized(index),
        { Options.UnitOffset: true } => $"F.Fma(n{index}, g{index}, n{index})",
        _ => $"n{index} * g{index}",
    };

    private static string Normalized(string index) => $"F.Fma(x{index}, high, x{index} * low)";
}
