using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.Unrolled;

/// <summary>Writes the method that computes and stores strict results, sixteen floats at a time.</summary>
internal static class StrictOutput
{
    public static void Write(SourceWriter writer, KernelDefinition definition, UnrolledPlan plan)
    {
        (string shift, string both) = definition.Norm.SubtractsMean ? (" and shift = -mean * inverse", "Both come") : ("", "It comes");
        writer.Lines($"""
            // Writes {UnrolledMembers.Rows(plan)}: {Formula(definition)}, where inverse = {UnrolledMembers.Inverse(definition)}{shift}.
            // {both} as a high and a low part that add up to a double: floats alone would be off by more than a unit of rounding.
            {UnrolledMembers.Inline}
            static void {UnrolledMembers.Contract(plan)}.Write<F, D>(
                ref float x, ref float gamma, ref float beta, ref float y, F high, F low, F shiftHigh, F shiftLow)
            """);
        var vectors = new VectorCode(plan);
        using (writer.Braces())
        {
            for (int vector = 0; vector < vectors.Vectors; vector++)
            {
                WriteVector(writer, definition, vectors, vector);
            }
        }
    }

    private static void WriteVector(SourceWriter writer, KernelDefinition definition, VectorCode vectors, int vector)
    {
        string index = Literal.Of(vector), loads = $"F x{index} = {vectors.X(vector)}";
        if (definition.TakesGamma)
        {
            loads += $", g{index} = {vectors.Parameter("gamma", vector)}";
        }

        if (definition.TakesBeta)
        {
            loads += $", b{index} = {vectors.Parameter("beta", vector)}";
        }

        if (!definition.Norm.SubtractsMean && definition.TakesGamma)
        {
            loads += $", n{index} = {Normalized(index)}";
        }

        writer.Lines($"{loads};");
        writer.Lines(vectors.Store(definition.Norm.SubtractsMean ? Centred(definition, index) : Raw(definition, index), vector));
    }

    private static string Formula(KernelDefinition definition) => definition switch
    {
        { Norm.SubtractsMean: true, TakesBeta: true } => "(x * inverse + shift) * gamma + beta",
        { Norm.SubtractsMean: true, TakesGamma: true } => "(x * inverse + shift) * gamma",
        { Norm.SubtractsMean: true } => "x * inverse + shift",
        { TakesGamma: true, Options.UnitOffset: true } => "x * inverse * (1 + gamma)",
        { TakesGamma: true } => "x * inverse * gamma",
        _ => "x * inverse",
    };

    private static string Centred(KernelDefinition definition, string index)
    {
        string large = $"F.Fma(x{index}, high, shiftHigh)", small = $"F.Fma(x{index}, low, shiftLow)";
        if (!definition.TakesGamma)
        {
            return $"{large} + {small}";
        }

        return definition.TakesBeta
            ? $"F.FmaOfTwoParts(x{index}, high, low, shiftHigh, shiftLow, g{index}, b{index})"
            : $"F.Fma({large}, g{index}, {small} * g{index})";
    }

    private static string Raw(KernelDefinition definition, string index) => definition switch
    {
        { TakesGamma: false } => Normalized(index),
        { Options.UnitOffset: true } => $"F.Fma(n{index}, g{index}, n{index})",
        _ => $"n{index} * g{index}",
    };

    private static string Normalized(string index) => $"F.Fma(x{index}, high, x{index} * low)";
}
