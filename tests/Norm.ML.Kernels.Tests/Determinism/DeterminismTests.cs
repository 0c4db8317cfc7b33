using System.Globalization;
using System.Numerics;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>
/// The bits of results are constants. The suite runs with 512, 256 and 128 bits and without vectors, and on other processors, so equal
/// constants prove equal bits. After a deliberate change of a kernel, <c>NORM_ML_WRITE_BITS=1</c> rewrites the table.
/// </summary>
public class DeterminismTests
{
    private const string Table = "tests/Norm.ML.Kernels.Tests/Determinism/bits.txt";
    private static readonly Lock Writing = new();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_have_the_committed_bits(string norm, string type, string what)
    {
        NormUnderTest n = Norms.Get(norm);
        string actual = type switch { "float" => Hash<float>(n, what), "double" => Hash<double>(n, what), _ => Hash<Half>(n, what) };

        lock (Writing)
        {
            Dictionary<string, string> committed = Read();
            string key = $"{norm} | {type} | {what}";
            if (Environment.GetEnvironmentVariable("NORM_ML_WRITE_BITS") == "1")
            {
                committed[key] = actual;
                File.WriteAllLines(Repository.Path(Table), committed.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key} | {e.Value}"));
                return;
            }
            Assert.True(committed.TryGetValue(key, out string? expected), $"{Table} has no line for {key}");
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void The_table_has_no_other_lines() => Assert.Equal(Cases().Count(), Read().Count);

    /// <summary>Numbers are formatted and read nowhere in a kernel, but this makes sure.</summary>
    [Fact]
    public void The_culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = ResultHash.Forward<float>(Norms.All[0], NormPrecision.Strict);
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE") { NumberFormat = { NegativeSign = "~", NumberDecimalSeparator = "," } };
            Assert.Equal(expected, ResultHash.Forward<float>(Norms.All[0], NormPrecision.Strict));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public static TheoryData<string, string, string> Cases()
    {
        var data = new TheoryData<string, string, string>();
        foreach (NormUnderTest norm in Norms.All)
        {
            foreach (string type in (string[])["float", "double"])
            {
                foreach (string what in (string[])["Strict", "Fast", "Backward"]) data.Add(norm.Name, type, what);
            }
            if (!norm.TakesHalf) continue;
            data.Add(norm.Name, "Half", "Strict");
            data.Add(norm.Name, "Half", "Fast");
        }
        return data;
    }

    private static string Hash<T>(NormUnderTest norm, string what) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        what == "Backward" ? ResultHash.Backward<T>(norm) : ResultHash.Forward<T>(norm, Enum.Parse<NormPrecision>(what));

    private static Dictionary<string, string> Read() => File.Exists(Repository.Path(Table))
        ? File.ReadAllLines(Repository.Path(Table)).Select(line => line.Split(" | ")).ToDictionary(f => $"{f[0]} | {f[1]} | {f[2]}", f => f[3])
        : [];
}
