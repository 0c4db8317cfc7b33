using System.Text.Json;
using System.Text.Json.Serialization;

namespace Norm.ML.Truth;

/// <summary>A problem as a folder that any language can read; README.md has the formats.</summary>
internal static class Files
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    private sealed record Facts(NormName Norm, int Rows, int Channels, int Spatial, int Groups, double Epsilon);

    public static int Write(string folder, NormName norm, int size, int rows, int seed)
    {
        if (Directory.Exists(folder))
        {
            Console.Error.WriteLine($"{folder} exists; give the name of a new folder.");
            return 1;
        }

        Problem p = Data.Make(norm, size, rows, seed);
        int[] shape = p.Spatial == 1 ? [p.Rows, p.Channels] : [p.Rows, p.Channels, p.Spatial];
        Directory.CreateDirectory(folder);
        float[] y = new float[p.X.Length];
        for (int s = 0; s < p.Segments; s++)
        {
            Segment truth = p.Truth(s);
            for (int i = 0; i < p.Length; i++)
            {
                (int at, int affine) = p.Place(s, i);
                y[at] = truth.Nearest(p.X[at], p.GammaOf(affine), p.BetaOf(affine));
            }
        }

        Npy.Write(Path.Combine(folder, "x.npy"), p.X, shape);
        Npy.Write(Path.Combine(folder, "y.npy"), y, shape);
        if (p.Gamma.Length > 0)
        {
            Npy.Write(Path.Combine(folder, "gamma.npy"), p.Gamma, p.Channels);
        }

        if (p.Beta.Length > 0)
        {
            Npy.Write(Path.Combine(folder, "beta.npy"), p.Beta, p.Channels);
        }

        File.WriteAllText(Path.Combine(folder, "problem.json"),
            JsonSerializer.Serialize(new Facts(p.Norm, p.Rows, p.Channels, p.Spatial, p.Groups, p.Epsilon), Json));
        Console.WriteLine($"{folder}: {p.Norm}, x of {string.Join(" x ", shape)}, epsilon {p.Epsilon:R}");
        return 0;
    }

    public static int Measure(string folder, string result)
    {
        try
        {
            Facts facts = JsonSerializer.Deserialize<Facts>(File.ReadAllText(Path.Combine(folder, "problem.json")), Json)!;
            var p = new Problem(facts.Norm, facts.Rows, facts.Channels, facts.Spatial, facts.Groups, facts.Epsilon,
                Npy.Read(Path.Combine(folder, "x.npy")).Values, Optional("gamma.npy"), Optional("beta.npy"));
            float[] y = Npy.Read(result).Values;
            if (y.Length != p.X.Length)
            {
                Console.Error.WriteLine($"{result} has {y.Length} floats; x has {p.X.Length}.");
                return 1;
            }

            var score = Score.Of(p, y, errors: true);
            Console.WriteLine(FormattableString.Invariant(
                $"{score.Outputs} outputs, {100 * score.Share:F4} % are the nearest float, the largest error is {score.Worst:G4} units"));
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }

        float[] Optional(string name) => File.Exists(Path.Combine(folder, name)) ? Npy.Read(Path.Combine(folder, name)).Values : [];
    }
}
