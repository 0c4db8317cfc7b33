using Norm.ML.Tests.Files;
using Norm.ML.Tool.Tests.SameEverywhere;

namespace Norm.ML.Reliability.Files;

/// <summary>Tensors in safetensors files, and matrices of NumPy.</summary>
internal static class TensorCorpus
{
    public static double[] Numbers { get; } = [.. Enumerable.Range(0, 120).Select(i => i % 13 == 5 ? double.NaN : 1000 * Math.Sin(i * 1.7))];

    public static IReadOnlyList<byte[]> Safetensors { get; } = [SafetensorsBytes.Example, SafetensorsBytes.Write("{}", [])];

    public static IReadOnlyList<byte[]> Npy { get; } =
    [
        DataFiles.Npy(3, Numbers), DataFiles.Npy(3, Numbers, fortran: true), DataFiles.Npy(4, Numbers, bigEndian: true), DataFiles.Npy(1, Numbers),
    ];

    public static ulong ReadSafetensors(byte[] bytes, string folder, bool compare)
    {
        using var file = SafetensorsFile.Open(new MemoryStream(bytes), FileFormat.FileName);
        var digest = new Digest();
        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            digest.Add(tensor.ToString());
            if (tensor.Type <= SafetensorsType.BF16)
            {
                digest.Add(file.ReadDoubles(tensor.Name));
                digest.Add(file.ReadSingles(tensor.Name));
            }
        }

        return digest.Value;
    }

    public static ulong ReadNpy(byte[] bytes, string folder, bool compare)
    {
        string path = Path.Combine(folder, FileFormat.FileName);
        File.WriteAllBytes(path, bytes);
        RunningStatistics statistics = RunningStatistics.FromNpy(path, new() { Workers = 1 });
        var digest = new Digest();
        digest.Add(statistics.ToJson());
        using var matrix = NpyMatrix.Open(path);
        double[] row = new double[matrix.Columns];
        for (long i = 0; i < Math.Min(matrix.Rows, 100); i++)
        {
            matrix.Read(i, row);
            digest.Add(row);
        }

        return digest.Value;
    }
}
