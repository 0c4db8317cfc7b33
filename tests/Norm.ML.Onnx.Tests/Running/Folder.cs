namespace Norm.ML.Onnx.Tests.Running;

/// <summary>A folder for the files of a test, deleted with what is in it.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-onnx-");

    public string At(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
