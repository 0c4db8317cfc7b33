namespace Norm.ML.Packages.Tests.Api;

/// <summary>
/// The public API, as reviewed. To renew the files after a change that is meant: run the tests with <c>RENEW_API=1</c>, and read the difference.
/// </summary>
public class ApiTests
{
    [Theory]
    [InlineData(typeof(LayerNorm))]
    [InlineData(typeof(RunningStatistics))]
    [InlineData(typeof(BatchNormDatabaseExtensions))]
    [InlineData(typeof(LiveStatistics))]
    [InlineData(typeof(NormTransforms))]
    [InlineData(typeof(ServedNormalizer))]
    [InlineData(typeof(Onnx.OnnxModel))]
    [InlineData(typeof(UnitNormEmbeddingOptions))]
    [InlineData(typeof(Testing.KernelContractException))]
    public Task Is_as_reviewed(Type of)
    {
        string name = of.Assembly.GetName().Name!, text = ApiText.Of(of.Assembly);
        if (Environment.GetEnvironmentVariable("RENEW_API") == "1")
        {
            File.WriteAllText(Path.Combine(BuildFacts.Repository, "tests", "Packages.Tests", "Api", name + ".verified.txt"), text);
        }

        return Verifier.Verify(text, "txt").UseFileName(name);
    }
}
