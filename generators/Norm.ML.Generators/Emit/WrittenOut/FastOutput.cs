using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.WrittenOut;

/// <summary>Writes how fast results are computed and stored, sixteen floats at a time.</summary>
internal static class FastOutput
{
    public static void Write(SourceWriter writer, KernelDefinition definition, WrittenOutPlan plan)
    {
        writer.Lines($"""
            // Writes {WrittenOutMembers.Rows(plan)}: {Formula(definition)}, where inverse = 1 / sqrt({(definition.Norm.Centres ? "variance" : "mean square")} + epsilon){(definition.Norm.Centres ? " and rest corrects the mean" : "")}.
            {WrittenOutMembers.Inline}
            static void {WrittenOutMembers.Contract(plan)}.Write<F, D>(
                ref float x, ref float gamma, ref float beta, ref float y, F mean, F inverse, F rest)
            """);
        var places = new Places(plan);
        using (writer.Braces())
        {
            for (int vector = 0; vector < places.Vectors; vector++)
            {
                string x = places.X(vector), n = $"n{Literal.Of(vector)}";
                writer.Lines($"F {n} = {(definition.Norm.Centres ? $"F.Fma({x} - mean, inverse, rest)" : $"{x} * inverse")};");
                writer.Lines(places.Store(Affine(definition, places, n, vector), vector));
            }
        }
    }

    private static string Affine(KernelDefinition definition, Places places, string n, int vector) => definition switch
    {
        { TakesBeta: true } => $"F.Fma({n}, {places.Parameter("gamma", vector)}, {places.Parameter("beta", vector)})",
        { Options.UnitOffset: true, TakesGamma: true } => $"F.Fma({n}, {places.Parameter("gamma", vector)}, {n})",
        { TakesGamma: true } => $"{n} * {places.Parameter("gamma", vector)}",
        _ => n,
    };

    private static string Formula(KernelDefinition definition)
    {
        string centred = definition.Norm.Centres ? "((x - mean) * inverse + rest)" : "x * inverse";
        string scaled = !definition.TakesGamma ? centred : definition.Options.UnitOffset ? $"{centred} * (1 + gamma)" : $"{centred} * gamma";
        return definition.TakesBeta ? $"{scaled} + beta" : scaled;
    }
}
