using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.Unrolled;

/// <summary>Writes the method that computes results from deviations and stores them, one vector at a time.</summary>
internal static class TwoPassOutput
{
    public static void Write(SourceWriter writer, KernelDefinition definition, UnrolledPlan plan)
    {
        var vectors = new VectorCode(plan);
        string lanes = vectors.Lanes, element = definition.Element.Keyword(), types = plan.IsDouble ? "<D>" : "<F, D>",
            low = plan.IsDouble ? "D low, " : "";
        string rest = definition.Norm.SubtractsMean ? " and rest corrects the mean" : "";
        writer.Lines($"""
            // Writes {UnrolledMembers.Rows(plan)}: {Formula(definition)}, where inverse = {UnrolledMembers.Inverse(definition)}{rest}.
            """);
        if (plan.IsDouble && definition.Norm.SubtractsMean)
        {
            writer.Lines("// The inverse deviation has a low part: without it the result would be off by more than a unit of rounding.");
        }

        writer.Lines($"""
            {UnrolledMembers.Inline}
            static void {UnrolledMembers.Contract(plan)}.Write{types}(
                ref {element} x, ref {element} gamma, ref {element} beta, ref {element} y, {lanes} mean, {lanes} inverse, {low}{lanes} rest)
            """);
        using (writer.Braces())
        {
            for (int vector = 0; vector < vectors.Vectors; vector++)
            {
                string n = $"n{Literal.Of(vector)}";
                writer.Lines($"{lanes} {Normalized(definition, vectors, vector)};");
                writer.Lines(vectors.Store(Affine(definition, vectors, n, vector), vector));
            }
        }
    }

    private static string Normalized(KernelDefinition definition, VectorCode vectors, int vector)
    {
        string x = vectors.X(vector), n = $"n{Literal.Of(vector)}", d = $"d{Literal.Of(vector)}";
        if (!definition.Norm.SubtractsMean)
        {
            return $"{n} = {x} * inverse";
        }

        return definition.Element == ElementType.Double
            ? $"{d} = {x} - mean, {n} = D.Fma({d}, inverse, D.Fma({d}, low, rest))"
            : $"{n} = F.Fma({x} - mean, inverse, rest)";
    }

    private static string Affine(KernelDefinition definition, VectorCode vectors, string n, int vector) => definition switch
    {
        { TakesBeta: true } => $"{vectors.Lanes}.Fma({n}, {vectors.Parameter("gamma", vector)}, {vectors.Parameter("beta", vector)})",
        { Options.UnitOffset: true, TakesGamma: true } => $"{vectors.Lanes}.Fma({n}, {vectors.Parameter("gamma", vector)}, {n})",
        { TakesGamma: true } => $"{n} * {vectors.Parameter("gamma", vector)}",
        _ => n,
    };

    private static string Formula(KernelDefinition definition)
    {
        string centred = definition.Norm.SubtractsMean ? "((x - mean) * inverse + rest)" : "x * inverse";
        string scaled = !definition.TakesGamma ? centred : definition.Options.UnitOffset ? $"{centred} * (1 + gamma)" : $"{centred} * gamma";
        return definition.TakesBeta ? $"{scaled} + beta" : scaled;
    }
}
