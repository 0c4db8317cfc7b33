using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Apply;

/// <summary>Models that other programs made are applied where that makes sense.</summary>
public sealed class OtherModelsTests : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly Workplace _place = new();

    [Fact]
    public void Columns_of_Single_are_written_as_such()
    {
        Save(new Row[] { new() { A = 1, B = 1 }, new() { A = 3, B = 3 } },
            _ml.Transforms.Concatenate("v", "A", "B").Append(_ml.Transforms.BatchNorm("v")));
        Assert.Equal("B,A\n0.099999905,-1\n", Apply("B,A\n2.1,1\n"));
    }

    [Fact]
    public void A_column_that_the_data_has_not_is_added()
    {
        Save(new Row[] { new() { A = 1, B = 1 }, new() { A = 3, B = 3 } },
            _ml.Transforms.BatchNorm("A \"n\"", "A").Append(_ml.Transforms.CopyColumns("C", "B")));
        Assert.Equal("A,B,t,\"A \"\"n\"\"\",C\n1,2,x,-1,2\n,2,y,NaN,2\n", Apply("A,B,t\n1,2,x\n,2,y\n"));
    }

    [Fact]
    public void A_model_of_vectors_has_no_place_in_a_file_of_columns()
    {
        Save(new VectorRow[] { new(), new() }, _ml.Transforms.BatchNorm("V"));
        _place.Run("apply", _place.At("model.zip"), _place.Write("data.csv", "V\n1\n"))
            .Failed(1, "model.zip: the model needs column 'V' of type Vector<Single, 2>");
    }

    [Fact]
    public void A_model_that_gives_no_numbers_is_refused()
    {
        Save(new TextRow[] { new() }, _ml.Transforms.CopyColumns("U", "T"));
        _place.Run("apply", _place.At("model.zip"), _place.Write("data.csv", "T\n1\n")).Failed(1, "model.zip: the model gives no columns of numbers");
    }

    [Fact]
    public void A_model_without_its_columns_is_refused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new Row[] { new(), new() });
        _ml.Model.Save(_ml.Transforms.CopyColumns("C", "A").Fit(data), null, _place.At("model.zip"));
        _place.Run("apply", _place.At("model.zip"), _place.Write("data.csv", "A\n1\n"))
            .Failed(1, "model.zip: the model was saved without the columns that it needs");
    }

    public void Dispose() => _place.Dispose();

    private void Save<T>(T[] rows, IEstimator<ITransformer> estimator)
        where T : class
    {
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        _ml.Model.Save(estimator.Fit(data), data.Schema, _place.At("model.zip"));
    }

    private string Apply(string text) => _place.Apply(_place.At("model.zip"), text);

    public sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }
    }

    public sealed class VectorRow
    {
        [VectorType(2)]
        public float[] V { get; set; } = [1, 2];
    }

    public sealed class TextRow
    {
        public string T { get; set; } = "";
    }
}
