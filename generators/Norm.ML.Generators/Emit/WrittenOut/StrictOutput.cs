using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.WrittenOut;

/// <summary>Writes how strict results are computed and stored, sixteen floats at a time.</summary>
internal static class StrictOutput
{
    public static void Write(SourceWriter writer, KernelDefinition definition, WrittenOutPlan plan)
    {
        writer.Lines($"""
            // Writes {WrittenOutMembers.Rows(plan)}: {Formula(definition)}, where inverse = 1 / sqrt({(definition.Norm.Centres ? "variance" : "mean square")} + epsilon){(definition.Norm.Centres ? " and shift = -mean * inverse" : "")}.
            // {(definition.Norm.Centres ? "Both come" : "It comes")} as a high and a low part that add up to a double: floats alone would be off by more than a unit of rounding.
            {WrittenOutMembers.Inline}
            static void {WrittenOutMembers.Contract(plan)}.Write<F, D>(
                ref float x, ref float gamma, ref float beta, ref float y, F high, F low, F shiftHigh, F shiftLow)
            """);
        var places = new Places(plan);
        using (writer.Braces())
        {
            for (int vector = 0; vector < places.Vectors; vector++)
                WriteVector(writer, definition, places, vector);
        }
    }

    private static void WriteVector(SourceWriter writer, KernelDefinition definition, Places places, int vector)
    {
        string index = Literal.Of(vector), loads = $"F x{index} = {places.X(vector)}";
        if (definition.TakesGamma)
            loads += $", g{index} = {places.Parameter("gamma", vector)}";
        if (definition.TakesBeta)
            loads += $", b{index} = {places.Parameter("beta", vector)}";
        if (!definition.Norm.Centres && definition.TakesGamma)
            loads += $", n{index} = {Normalized(index)}";
        writer.Lines($"{loads};");
        writer.Lines(places.Store(definition.Norm.Centres ? Centred(definition, index) : Raw(definition, index), vector));
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
