using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Norm.ML.Digests;
using Norm.ML.Kernels.Tests.Cases;

if (args is ["--time", .. string[] norms])
{
    return Timing.Print(norms);
}

Options? options = Options.Parse(args, Console.Error);
if (options == null)
{
    return 2;
}

Console.WriteLine($"target: {Target.Describe()}");
var clock = Stopwatch.StartNew();
Dictionary<string, string> actual = [], committed = DigestList.Committed();
foreach ((string group, Func<Dictionary<string, string>> lines) in Groups(options.Manner))
{
    if (!group.StartsWith(options.Only, StringComparison.Ordinal))
    {
        continue;
    }

    foreach ((string name, string digest) in lines())
    {
        actual[name] = digest;
        if (options.Print)
        {
            Console.WriteLine(DigestList.Line(name, digest));
        }
    }
}
if (options.Only.Length > 0)
{
    committed = committed.Where(line => line.Key.StartsWith(options.Only, StringComparison.Ordinal)).ToDictionary();
}

string[] differences = [.. DigestList.Differences(committed, actual)];
foreach (string line in differences)
{
    Console.Error.WriteLine($"differs: {line}");
}

string all = string.Join('\n', actual.OrderBy(line => line.Key, StringComparer.Ordinal).Select(line => DigestList.Line(line.Key, line.Value)));
Console.WriteLine($"digest: {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16]}");
Console.WriteLine($"result: {actual.Count} lines in {clock.Elapsed.TotalSeconds:F1} s, "
    + $"{(differences.Length == 0 ? "all as committed" : $"{differences.Length} differ")}");
return differences.Length == 0 ? 0 : 1;

static IEnumerable<(string Group, Func<Dictionary<string, string>> Lines)> Groups(Manner manner)
{
    foreach ((NormUnderTest norm, string type) in KernelDigests.Groups())
    {
        yield return ($"{norm.Name} | {type} | ", () => KernelDigests.Of(norm, type, manner));
    }

    yield return ("FittedBatchNorm | ", KernelDigests.Fitted);
    yield return ("generated | ", GeneratedKernels.Digests);
    yield return (FormDigests.Group, FormDigests.All);
    yield return (StatisticsDigests.Group, StatisticsDigests.All);
}
