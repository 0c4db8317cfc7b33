using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.WrittenOut;

/// <summary>Writes how results are computed from deviations and stored, a vector at a time.</summary>
internal static class TwoPassOutput
{
    public static void Write(SourceWriter writer, KernelDefinition definition, WrittenOutPlan plan)
    {
        var places = new Places(plan);
        string lanes = places.Lanes, element = definition.Element.Keyword(), types = plan.IsDouble ? "<D>" : "<F, D>", low = plan.IsDouble ? "D low, " : "";
        writer.Lines($"""
            // Writes {WrittenOutMembers.Rows(plan)}: {Formula(definition)}, where inverse = 1 / sqrt({(definition.Norm.Centres ? "variance" : "mean square")} + epsilon){(definition.Norm.Centres ? " and rest corrects the mean" : "")}.
            """);
        if (plan.IsDouble && definition.Norm.Centres)
            writer.Lines("// What rounding took from inverse comes as a low part: without it the result would be off by more than a unit of rounding.");
        writer.Lines($"""
            {WrittenOutMembers.Inline}
            static void {WrittenOutMembers.Contract(plan)}.Write{types}(
                ref {element} x, ref {element} gamma, ref {element} beta, ref {element} y, {lanes} mean, {lanes} inverse, {low}{lanes} rest)
            """);
        using (writer.Braces())
        {
            for (int vector = 0; vector < places.Vectors; vector++)
            {
                string n = $"n{Literal.Of(vector)}";
                writer.Lines($"{lanes} {Normalized(definition, places, vector)};");
                writer.Lines(places.Store(Affine(definition, places, n, vector), vector));
            }
        }
    }

    private static string Normalized(KernelDefinition definition, Places places, int vector)
    {
        string x = places.X(vector), n = $"n{Literal.Of(vector)}", d = $"d{Literal.Of(vector)}";
        if (!definition.Norm.Centres)
            return $"{n} = {x} * inverse";
        return definition.Element == ElementType.Double
            ? $"{d} = {x} - mean, {n} = D.Fma({d}, inverse, D.Fma({d}, low, rest))"
            : $"{n} = F.Fma({x} - mean, inverse, rest)";
    }

    private static string Affine(KernelDefinition definition, Places places, string n, int vector) => definition switch
    {
        { TakesBeta: true } => $"{places.Lanes}.Fma({n}, {places.Parameter("gamma", vector)}, {places.Parameter("beta", vector)})",
        { Options.UnitOffset: true, TakesGamma: true } => $"{places.Lanes}.Fma({n}, {places.Parameter("gamma", vector)}, {n})",
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
