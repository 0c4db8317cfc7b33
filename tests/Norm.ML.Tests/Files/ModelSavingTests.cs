using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Files;

/// <summary>A model file is whole or not there, whatever happens while it is saved.</summary>
public sealed class ModelSavingTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;
    private readonly ITransformer _model;
    private readonly string _folder = Directory.CreateTempSubdirectory("norm-ml-").FullName;

    public ModelSavingTests()
    {
        _data = ContractRow.Load(_ml);
        _model = _ml.Transforms.BatchNorm("Out", nameof(ContractRow.Flat)).Fit(_data);
    }

    [Fact]
    public void A_saved_model_loads_with_its_columns_and_values()
    {
        _ml.Model.SaveAtomically(_model, _data.Schema, At("model.zip"));
        ITransformer loaded = new MLContext().Model.LoadChecked(At("model.zip"), out DataViewSchema? schema);
        Assert.Equal(_data.Schema.Select(column => column.Name), schema!.Select(column => column.Name));
        Assert.Equal(ColumnReader.ByCursor<float>(_model.Transform(_data), "Out"), ColumnReader.ByCursor<float>(loaded.Transform(_data), "Out"));
        _ml.Model.SaveAtomically(_model, null, At("model.zip"));
        new MLContext().Model.LoadChecked(At("model.zip"), out schema);
        Assert.Null(schema);
        Assert.Equal(["model.zip"], Files());
    }

    [Fact]
    public void A_model_that_cannot_be_saved_leaves_the_one_that_is_there()
    {
        File.WriteAllText(At("model.zip"), "older");
        Assert.Throws<InvalidOperationException>(() => _ml.Model.SaveAtomically(_model.Append(new Unsavable(_model)), _data.Schema, At("model.zip")));
        Assert.Equal("older", File.ReadAllText(At("model.zip")));
        Assert.Equal(["model.zip"], Files());
        var other = new MLContext { TempFilePath = Path.Combine(At("model.zip"), "none") };
        Assert.ThrowsAny<IOException>(() => other.Model.SaveAtomically(_model, _data.Schema, At("model.zip")));
        Assert.Equal("older", File.ReadAllText(At("model.zip")));
        Assert.Equal(["model.zip"], Files());
    }

    [Fact]
    public void What_killed_processes_left_is_deleted()
    {
        _ml.Model.SaveAtomically(_model, _data.Schema, At("model.zip"));
        string machine = Environment.MachineName.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u)).ToString("x8");
        File.WriteAllText(At($".model.zip.{machine}{new string('0', 24)}.tmp"), "half");
        _ml.Model.SaveAtomically(_model, _data.Schema, At("model.zip"));
        Assert.Equal(["model.zip"], Files());
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>("model", () => _ml.Model.SaveAtomically(null!, null, At("model.zip")));
        Assert.Throws<ArgumentException>("path", () => _ml.Model.SaveAtomically(_model, null, ""));
        Assert.ThrowsAny<IOException>(() => _ml.Model.SaveAtomically(_model, null, _folder));
    }

    [Fact]
    public void Loading_without_enough_memory_is_not_a_damaged_model()
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(_model, _data.Schema, stream);
        string message = Assert.Throws<FormatException>(() => _ml.Model.LoadChecked(new FullMemory(stream.ToArray()), out _)).Message;
        Assert.Equal("stream: the model cannot be loaded: there is not enough memory for what it holds, or claims to hold.", message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string[] Files() => [.. Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Fails after what precedes it in a chain was written.</summary>
    private sealed class Unsavable(ITransformer inner) : ITransformer
    {
        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        void ICanSaveModel.Save(ModelSaveContext ctx) => throw new InvalidOperationException("half");
    }

    private sealed class FullMemory(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new OutOfMemoryException();
    }
}
