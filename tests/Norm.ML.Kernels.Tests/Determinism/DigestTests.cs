using System.Globalization;
using Norm.ML.Digests;
using Norm.ML.Kernels.Tests.Cases;

namespace Norm.ML.Kernels.Tests.Determinism;

/// <summary>
/// The bits of results are constants: <c>tests/Digests/digests.txt</c> has a line for each norm, element type, direction and class of sizes. The
/// suite runs with vectors of 512, 256 and 128 bits and without, and on other processors, so equal constants prove equal bits. After a deliberate
/// change of the arithmetic, <c>NORM_ML_WRITE_DIGESTS=1</c> rewrites the table.
/// </summary>
public class DigestTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach ((NormUnderTest norm, string type) in KernelDigests.Groups())
        {
            data.Add(norm.Name, type);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_have_the_committed_bits(string norm, string type) =>
        DigestTable.Check($"{norm} | {type} |", KernelDigests.Of(Norms.Get(norm), type, Manner.Plain));

    /// <summary>In place, and a few examples per call on several threads.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_have_the_committed_bits_in_any_manner(string norm, string type) =>
        DigestTable.Check($"{norm} | {type} |", KernelDigests.Of(Norms.Get(norm), type, new Manner(InPlace: true, Examples: 3, Threads: 4)));

    [Fact]
    public void Generated_kernels_have_the_committed_bits() => DigestTable.Check("generated | ", GeneratedKernels.Digests());

    [Fact]
    public void Rows_of_a_fitted_BatchNorm_have_the_committed_bits() => DigestTable.Check("FittedBatchNorm | ", KernelDigests.Fitted());

    [Fact]
    public void Forms_of_the_norms_have_the_committed_bits() => DigestTable.Check(FormDigests.Group, FormDigests.All());

    [Fact]
    public void The_table_has_no_other_lines()
    {
        string[] others = ["generated | ", FormDigests.Group, "FittedBatchNorm | ", "statistics | "];
        string[] groups = [.. Cases().Select(row => $"{row[0]} | {row[1]} | "), .. others];
        Assert.DoesNotContain(DigestTable.Read().Keys, line => !groups.Any(group => line.StartsWith(group, StringComparison.Ordinal)));
    }

    /// <summary>Numbers are formatted and read nowhere in a kernel, but this makes sure.</summary>
    [Fact]
    public void The_culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE") { NumberFormat = { NegativeSign = "~", NumberDecimalSeparator = "," } };
            Results_have_the_committed_bits("LayerNorm", "float");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
