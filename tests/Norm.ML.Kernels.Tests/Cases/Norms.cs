namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>Every norm in every layout.</summary>
internal static partial class Norms
{
    public static IReadOnlyList<NormUnderTest> All { get; } =
    [
        new LayerNormUnderTest(),
        new RmsNormUnderTest(unitOffset: false),
        new RmsNormUnderTest(unitOffset: true),
        new UnitNormUnderTest(),
        new GroupNormUnderTest(NormLayout.ChannelsFirst),
        new GroupNormUnderTest(NormLayout.ChannelsLast),
        new InstanceNormUnderTest(NormLayout.ChannelsFirst),
        new InstanceNormUnderTest(NormLayout.ChannelsLast),
        new BatchNormUnderTest(NormLayout.ChannelsFirst),
        new BatchNormUnderTest(NormLayout.ChannelsLast),
    ];

    public static NormUnderTest Get(string name) => All.First(n => n.Name == name);
}
