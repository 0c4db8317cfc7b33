using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Tests.Planning;

/// <summary>The planner as a table: no compiler takes part.</summary>
public class PlannerTests
{
    [Theory]
    [InlineData(NormPrecision.Strict)]
    [InlineData(NormPrecision.Fast)]
    public void Every_row_from_1_to_8192_has_a_plan_that_covers_it_exactly(NormPrecision precision)
    {
        for (int size = 1; size <= 8192; size++)
        {
            KernelPlan plan = Planner.Plan(Row(size) with { Options = new KernelOptions { Precision = precision } });
            Type expected = size is < 2 or > 128 ? typeof(LibraryPlan) : size <= 8 ? typeof(ColumnsPlan) : typeof(RowsPlan);
            Assert.True(plan.GetType() == expected, $"{size}: {plan}");
            if (plan is WrittenOutPlan written)
            {
                Assert.Equal(size, written.Length);
                Assert.Equal(precision == NormPrecision.Fast && size <= 8, written.IsFast);
            }

            if (plan is RowsPlan rows)
            {
                Assert.InRange(size, (rows.Blocks - 1) * RowsPlan.Block + 1, rows.Blocks * RowsPlan.Block);
                Assert.InRange(size, (rows.Vectors - 1) * WrittenOutPlan.Vector + 1, rows.Vectors * WrittenOutPlan.Vector);
            }
        }
    }

    [Theory]
    [InlineData(9, 2, 1, "one vector of sixteen floats, of which it fills a part")]
    [InlineData(16, 2, 1, "one vector of sixteen floats.")]
    [InlineData(17, 3, 2, "2 vectors of sixteen floats, the last of which holds one element")]
    [InlineData(64, 8, 4, "4 vectors of sixteen floats.")]
    [InlineData(100, 13, 7, "7 vectors of sixteen floats, the last of which holds 4 elements")]
    [InlineData(128, 16, 8, "8 vectors of sixteen floats.")]
    public void Short_rows_are_written_out(int size, int blocks, int vectors, string words)
    {
        var plan = Assert.IsType<RowsPlan>(Planner.Plan(Row(size)));
        Assert.Equal((blocks, vectors), (plan.Blocks, plan.Vectors));
        Assert.Contains(words, plan.InWords);
    }

    [Theory]
    [InlineData(2, "2 columns")]
    [InlineData(8, "8 columns")]
    public void Tiny_rows_become_columns(int size, string words) => Assert.Contains(words, Assert.IsType<ColumnsPlan>(Planner.Plan(Row(size))).InWords);

    [Theory]
    [InlineData(129)]
    [InlineData(768)]
    [InlineData(8192)]
    public void Long_rows_go_to_the_library(int size) => Assert.Contains("128", Library(Row(size)).Reason);

    [Fact]
    public void Dimensions_are_multiplied() => Assert.Equal(new RowsPlan(60), Planner.Plan(Row(3, 4, 5)));

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
    public void Other_elements_go_to_the_library()
    {
        Assert.Contains("double", Library(Row(8) with { Element = ElementType.Double }).Reason);
        Assert.Contains("Half", Library(Row(8) with { Element = ElementType.Half }).Reason);
    }

    [Fact]
    public void Fast_rows_beyond_columns_are_strict() =>
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
