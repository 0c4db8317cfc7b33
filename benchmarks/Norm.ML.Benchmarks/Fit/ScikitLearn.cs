using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Fit;

/// <summary>A matrix of floats as numpy reads it.</summary>
internal static class NpyFile
{
    public static void Write(string path, ReadOnlySpan<float> values, int columns)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({values.Length / columns}, {columns}), }}";
        header = header.PadRight(((header.Length + 11) / 64 + 1) * 64 - 11) + "\n";
        using FileStream file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(values));
    }
}

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
