using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Models;

namespace Norm.ML.Tool.Tests.Fit;

/// <summary>Every norm of the catalog can be chosen on the command line, with its own default of epsilon.</summary>
public class NormChoiceTests
{
    public static TheoryData<NormKind> Kinds => [.. NormCatalog.All.Select(norm => norm.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_norm_of_the_catalog_can_be_chosen(NormKind kind)
    {
        NormDefinition norm = NormCatalog.Get(kind);
        NormChoice choice = Assert.Single(NormChoices.All, one => one.Title == norm.DisplayName);
        Assert.Equal(!norm.Fitted, choice.NeedsWholeRows);
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(
            [new Row { X = [1, 2, 3, 4] }, new Row { X = [2, 4, 6, 9] }]);
        foreach (double? epsilon in (double?[])[null, 0.25])
        {
            NormChoice chosen = NormChoices.Of(choice.Name, epsilon, null, 2);
            Assert.Equal((choice.Title, choice.Description), (chosen.Title, chosen.Description));
            Assert.Equal(norm.Fitted, chosen.Batch is not null);
            if (!norm.Fitted)
            {
                var model = Assert.IsType<RowNormTransformer>(chosen.Create(context.Transforms, "X").Fit(data));
                Assert.Equal(kind, model.Kind);
                Assert.Equal(epsilon ?? norm.DefaultEpsilon, model.Options.Epsilon);
            }
        }
    }

    private sealed class Row
    {
        [VectorType(4)]
        public float[] X { get; set; } = [];
    }
}
