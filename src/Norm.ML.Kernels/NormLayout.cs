namespace Norm.ML;

/// <summary>How the channels and spatial positions of one example lie in memory.</summary>
public enum NormLayout
{
    /// <summary><c>[channels, spatial]</c>: the positions of a channel are adjacent (NCHW; PyTorch, ONNX).</summary>
    ChannelsFirst,

    /// <summary><c>[spatial, channels]</c>: the channels of a position are adjacent (NHWC; Keras, images).</summary>
    ChannelsLast,
}
