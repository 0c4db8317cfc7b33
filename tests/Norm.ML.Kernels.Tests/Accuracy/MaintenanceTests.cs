namespace Norm.ML.Kernels.Tests.Accuracy;

/// <summary>
/// What a maintainer runs by naming a folder or file in an environment variable; without it they do nothing. docs/accuracy.md has the commands.
/// </summary>
public class MaintenanceTests
{
    [Fact]
    public void Export_the_problems_for_PyTorch()
    {
        if (Variable("NORM_ML_PYTORCH_EXPORT") is { } folder)
        {
            PyTorchExchange.Export(folder);
        }
    }

    [Fact]
    public void Measure_the_answers_of_PyTorch()
    {
        if (Variable("NORM_ML_PYTORCH_MEASURE") is { } folder)
        {
            File.WriteAllLines(Path.Combine(folder, "errors.txt"), PyTorchExchange.Measure(folder));
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
