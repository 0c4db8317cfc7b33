using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>A row of another length than its column's type says is an error that names column, expected and actual length.</summary>
public class RowLengthTests
{
    private static readonly MLContext Context = new(seed: 1);

    private static Dictionary<string, Func<TransformsCatalog, IEstimator<NormTransformer>>> Norms { get; } = new()
    {
        ["BatchNorm"] = t => t.BatchNorm("Y", "X"),
        ["BatchNorm of channels"] = t => t.BatchNorm("Y", "X", new() { Channels = 2 }),
        ["LayerNorm"] = t => t.LayerNorm("Y", "X"),
        ["UnitNorm"] = t => t.UnitNorm("Y", "X", new() { NormalizedSize = 2 }),
        ["RMSNorm"] = t => t.RmsNorm("Y", "X", new() { NormalizedSize = 2 }),
        ["GroupNorm"] = t => t.GroupNorm("Y", "X", new GroupNormOptions { Groups = 2, Channels = 4 }),
        ["InstanceNorm"] = t => t.InstanceNorm("Y", "X", new() { Channels = 2 }),
        ["a generated kernel"] = t => t.FourNorm("Y", "X"),
        ["a generated BatchNorm"] = t => t.FourChannels("Y", "X"),
    };

    public static TheoryData<string> Names => [.. Norms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_length_of_a_multiple_is_refused(string norm)
    {
        NormTransformer model = Norms[norm](Context.Transforms).Fit(ArraySource<float>.Dense(Vector, [1, 2, 3, 4], [4, 3, 1, 0]));
        foreach (int length in (int[])[8, 2, 0, 5, 12])
        {
            var wrong = ArraySource<float>.Dense(Vector, new float[length]);
            Named(length, () => ColumnReader.ByCursor<float>(model.Transform(wrong), "Y"));
            Named(length, () => ColumnReader.ByRowMapper<float>(model, wrong, "Y"));
            var sparse = new ArraySource<float>(Vector, [new VBuffer<float>(length + 20, 1, [3f], [1])]);
            Named(length + 20, () => ColumnReader.ByCursor<float>(model.Transform(sparse), "Y"));
        }
    }

    [Fact]
    public void A_fit_refuses_it_too() =>
        Named(8, () => Context.Transforms.BatchNorm("Y", "X").Fit(ArraySource<float>.Dense(Vector, [1, 2, 3, 4], new float[8])));

    [Fact]
    public void The_inverse_refuses_it_too()
    {
        BatchNormTransformer model = Context.Transforms.BatchNorm("X").Fit(ArraySource<float>.Dense(Vector, [1, 2, 3, 4], [4, 3, 1, 0]));
        Named(8, () => ColumnReader.ByCursor<float>(model.Inverse("Y", "X").Transform(ArraySource<float>.Dense(Vector, new float[8])), "Y"));
    }

    [Fact]
    public void Gamma_says_the_length_of_rows_whose_type_does_not()
    {
        var variable = new VectorDataViewType(NumberDataViewType.Single);
        foreach (IEstimator<NormTransformer> norm in (IEstimator<NormTransformer>[])
            [Context.Transforms.LayerNorm("Y", "X", new() { Beta = [1, 2, 3, 4] }),
            Context.Transforms.RmsNorm("Y", "X", new() { Gamma = [1, 2, 3, 4] })])
        {
            var right = ArraySource<float>.Dense(variable, [1, 2, 3, 4]);
            Assert.Single(ColumnReader.ByCursor<float>(norm.Fit(right).Transform(right), "Y"));
            Named(8, () => ColumnReader.ByCursor<float>(norm.Fit(right).Transform(ArraySource<float>.Dense(variable, new float[8])), "Y"));
            SpanNormalizer<float> spans = norm.Fit(right).CreateSpanNormalizer<float>(right.Schema);
            Named(8, () => spans.Normalize(new float[8], new float[8]));
        }

        // Rows that are said to be of four: any number of them.
        var two = ArraySource<float>.Dense(variable, [1, 2, 3, 4, 4, 3, 2, 1]);
        NormTransformer cut = Context.Transforms.LayerNorm("Y", "X", new() { NormalizedSize = 4, Gamma = [1, 1, 1, 2] }).Fit(two);
        Assert.Equal(8, ColumnReader.ByCursor<float>(cut.Transform(two), "Y")[0].Length);
    }

    private static VectorDataViewType Vector => new(NumberDataViewType.Single, 4);

    private static void Named(int actual, Action read)
    {
        string message = Assert.Throws<InvalidOperationException>(read).Message;
        Assert.Contains($"Column 'X' has {actual} elements in a row; expected: 4", message);
    }
}
