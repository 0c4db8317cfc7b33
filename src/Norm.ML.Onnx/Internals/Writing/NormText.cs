using Norm.ML.Internals.Onnx;

namespace Norm.ML.Onnx.Internals.Writing;

/// <summary>What documentation strings say of a norm.</summary>
internal static class NormText
{
    public static string Of(WrittenNorm norm)
    {
        string name = NormCatalog.Get(norm.Norm.Kind).DisplayName;
        return norm.Norm switch
        {
            OnnxChannels { Inverse: true } channels =>
                FormattableString.Invariant($"Inverse of {name} of {channels.Fitted.Mean.Length} channels, epsilon {norm.Epsilon}."),
            OnnxChannels channels => FormattableString.Invariant($"{name} of {channels.Fitted.Mean.Length} channels, epsilon {norm.Epsilon}."),
            OnnxSegments { Norm.Segment: NormSegment.Row } rows =>
                FormattableString.Invariant($"{name} over {rows.ParameterShape[0]} elements, epsilon {norm.Epsilon}."),
            OnnxSegments { Kind: NormKind.GroupNorm } groups => FormattableString.Invariant(
                $"{name} of {groups.ParameterShape[0]} channels in {groups.Shape[groups.Axes.Length == 1 ? 0 : 1]} groups, epsilon {norm.Epsilon}."),
            OnnxSegments segments => FormattableString.Invariant($"{name} of {segments.ParameterShape[0]} channels, epsilon {norm.Epsilon}."),
            _ => $"{name}.",
        };
    }
}
