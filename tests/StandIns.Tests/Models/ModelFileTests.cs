using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.StandIns.Tests;

public class ModelFileTests
{
    private readonly MLContext _ml = new(1);

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Models"), "*.zip").Select(Path.GetFileName)];

    [Fact]
    public void ModelsComeBack()
    {
        byte[] file = SampleModel.Save(_ml);

        SampleModel.Check(new MLContext(), new MemoryStream(file));
    }

    /// <summary>The files were written by the engines that their names say, and every engine reads all of them.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void ModelsOfOtherEnginesLoad(string file)
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Models", file));

        SampleModel.Check(_ml, stream);
    }

    /// <summary>Writes the sample model to the folder that WRITE_MODELS names, to be kept beside the others.</summary>
    [Fact]
    public void SampleModelCanBeWritten()
    {
        if (Environment.GetEnvironmentVariable("WRITE_MODELS") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, $"written-by-{Engine.Name}.zip"), SampleModel.Save(_ml));
    }

    [Fact]
    public void FileHasTheEntriesOfMLNet()
    {
        using var archive = new ZipArchive(new MemoryStream(SampleModel.Save(_ml)));
        string[] entries = [.. archive.Entries.Select(entry => entry.FullName.Replace('\\', '/')).Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "Schema",
                "TrainingInfo/Version.txt",
                "TransformerChain/Model.key",
                "TransformerChain/Transform_000/Model.key",
                "TransformerChain/Transform_001/Model.key",
                "TransformerChain/Transform_002/Model.key",
            ],
            entries);
    }

    [Fact]
    public void SingleTransformersAndNoSchemaAreSaved()
    {
        IDataView view = SampleModel.View(_ml);
        ITransformer model = _ml.Transforms.Concatenate("F", "A", "V").Fit(view);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, null, stream);
        stream.Position = 0;
        ITransformer loaded = _ml.Model.Load(stream, out DataViewSchema schema);

        Assert.Null(schema);
        Assert.IsType<ColumnConcatenatingTransformer>(loaded);
        Assert.Equal([1, 2, 3, 4], loaded.Transform(view).GetColumn<float[]>("F").First());
    }

    [Fact]
    public void ModelsAreSavedToPaths()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, SampleModel.Save(_ml));
            _ml.Model.Load(path, out DataViewSchema schema);
            Assert.NotNull(schema);
            _ml.Model.Save(_ml.Transforms.CopyColumns("G", "A").Fit(SampleModel.View(_ml)), schema, path);
            Assert.Equal("G", _ml.Model.Load(path, out schema).GetOutputSchema(schema).Last().Name);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
