using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Tests.Planning;

/// <summary>The planner as a table: no compiler takes part.</summary>
public class PlannerTests
{
    [Theory]
    [InlineData(NormPrecision.Strict, "Single", 8)]
    [InlineData(NormPrecision.Fast, "Single", 8)]
    [InlineData(NormPrecision.Strict, "Double", 7)]
    [InlineData(NormPrecision.Fast, "Double", 7)]
    public void Every_row_from_1_to_8192_has_a_plan_that_covers_it_exactly(NormPrecision precision, string type, int longestTransposed)
    {
        ElementType element = Enum.Parse<ElementType>(type);
        for (int size = 1; size <= 8192; size++)
        {
            KernelPlan plan = Planner.Plan(Row(size) with { Element = element, Options = new KernelOptions { Precision = precision } });
            Type expected = size is < 2 or > 128 || (element == ElementType.Single && size is > 120 and < 128) ? typeof(LibraryPlan)
                : size <= longestTransposed ? typeof(TransposedPlan) : typeof(RowVectorsPlan);
            Assert.True(plan.GetType() == expected, $"{size}: {plan}");
            if (plan is UnrolledPlan written)
            {
                Assert.Equal(size, written.Length);
                Assert.Equal(element, written.Element);
                Assert.Equal(precision == NormPrecision.Fast && element == ElementType.Single && size <= 8, written.IsFast);
            }

            if (plan is RowVectorsPlan rows)
            {
                Assert.InRange(size, (rows.Blocks - 1) * RowVectorsPlan.Block + 1, rows.Blocks * RowVectorsPlan.Block);
                Assert.InRange(size, (rows.Vectors - 1) * rows.Vector + 1, rows.Vectors * rows.Vector);
            }
        }
    }

    [Theory]
    [InlineData("Single", 9, 2, 1, "one vector of sixteen floats, which it does not fill")]
    [InlineData("Single", 16, 2, 1, "one vector of sixteen floats.")]
    [InlineData("Single", 17, 3, 2, "2 vectors of sixteen floats, the last of which holds one element")]
    [InlineData("Single", 64, 8, 4, "4 vectors of sixteen floats.")]
    [InlineData("Single", 100, 13, 7, "7 vectors of sixteen floats, the last of which holds 4 elements")]
    [InlineData("Single", 128, 16, 8, "8 vectors of sixteen floats.")]
    [InlineData("Double", 8, 1, 1, "one vector of eight doubles.")]
    [InlineData("Double", 9, 2, 2, "2 vectors of eight doubles, the last of which holds one element")]
    [InlineData("Double", 128, 16, 16, "16 vectors of eight doubles.")]
    public void Rows_of_a_few_vectors_are_unrolled(string type, int size, int blocks, int vectors, string words)
    {
        var plan = Assert.IsType<RowVectorsPlan>(Planner.Plan(Row(size) with { Element = Enum.Parse<ElementType>(type) }));
        Assert.Equal((blocks, vectors), (plan.Blocks, plan.Vectors));
        Assert.Contains(words, plan.InWords);
    }

    [Theory]
    [InlineData(2, "2 vectors with a lane for each row")]
    [InlineData(8, "8 vectors with a lane for each row")]
    public void Rows_of_up_to_eight_floats_are_transposed(int size, string words) =>
    Assert.Contains(words, Assert.IsType<TransposedPlan>(Planner.Plan(Row(size))).InWords);

    [Theory]
    [InlineData(129)]
    [InlineData(768)]
    [InlineData(8192)]
    public void Long_rows_go_to_the_library(int size) => Assert.Contains("128", Library(Row(size)).Reason);

    [Theory]
    [InlineData(121)]
    [InlineData(127)]
    public void Long_rows_with_a_ragged_end_go_to_the_library(int size) => Assert.Contains("120", Library(Row(size)).Reason);

    [Fact]
    public void Dimensions_are_multiplied() => Assert.Equal(new RowVectorsPlan(60, ElementType.Single), Planner.Plan(Row(3, 4, 5)));

    [Fact]
    public void Norms_per_channel_go_to_the_library() => Assert.All(
        [NormKind.BatchNorm, NormKind.GroupNorm, NormKind.InstanceNorm],
        kind => Assert.NotEmpty(Library(new KernelDefinition
        {
            Kind = kind,
            Element = ElementType.Single,
            Shape = new KernelShape { Normalized = default, Channels = 8, Groups = 2, Spatial = 4 },
            Options = new KernelOptions(),
        }).Reason));

    [Fact]
    public void Halves_go_to_the_library() => Assert.Contains("Half", Library(Row(8) with { Element = ElementType.Half }).Reason);

    [Fact]
    public void Fast_rows_that_are_not_transposed_are_strict() =>
        Assert.Equal(Planner.Plan(Row(20)), Planner.Plan(Row(20) with { Options = new KernelOptions { Precision = NormPrecision.Fast } }));

    [Fact]
    public void Options_that_leave_the_steps_alone_leave_the_plan_alone() => Assert.All(
        [new KernelOptions { Affine = false }, new KernelOptions { Epsilon = 1 }, new KernelOptions { Residual = true, Backward = true }],
        options => Assert.Equal(Planner.Plan(Row(20)), Planner.Plan(Row(20) with { Options = options })));

    private static LibraryPlan Library(KernelDefinition definition) => Assert.IsType<LibraryPlan>(Planner.Plan(definition));

    private static KernelDefinition Row(params int[] shape) => new()
    {
        Kind = NormKind.LayerNorm,
        Element = ElementType.Single,
        Shape = new KernelShape { Normalized = new(shape) },
        Options = new KernelOptions(),
    };
}
