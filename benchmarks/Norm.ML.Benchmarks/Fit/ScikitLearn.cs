using System.Diagnostics;
using System.Text.Json;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Fit;

/// <summary>Times of scikit-learn, from a process of its own.</summary>
internal sealed record ScikitLearn(string Version, double Fit, double PartialFit)
{
    /// <summary>Null where there is no Python with scikit-learn.</summary>
    public static ScikitLearn? Time(string npy, int rounds)
    {
        foreach (string python in (string[])["python3", "/usr/bin/python3"])
        {
            try
            {
                using Process process = Process.Start(
                    new ProcessStartInfo(python, [Path.Combine(RepositoryFiles.Peers, "sklearn_fit.py"), npy, $"{rounds}"])
                    {
                        RedirectStandardOutput = true,
                        RedirectStandardError = true,
                    })!;
                string output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return JsonSerializer.Deserialize<ScikitLearn>(output, JsonSerializerOptions.Web);
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program.
            }
        }
        return null;
    }
}
