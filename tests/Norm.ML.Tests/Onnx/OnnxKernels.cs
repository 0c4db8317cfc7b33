namespace Norm.ML.Tests.Onnx;

/// <summary>A generated kernel whose graph is checked.</summary>
[LayerNorm<float>(12)]
public readonly partial struct OnnxLayerNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[LayerNorm<double>(12)]
public readonly partial struct OnnxDoubleLayerNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[RmsNorm<float>(12, UnitOffset = true)]
public readonly partial struct OnnxRmsNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[UnitNorm<float>(12)]
public readonly partial struct OnnxUnitNorm;

[RmsNorm<double>(12)]
public readonly partial struct OnnxDoubleRmsNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[GroupNorm<float>(groups: 2, channels: 4, Spatial = 3, Layout = NormLayout.ChannelsLast)]
public readonly partial struct OnnxFloatGroupNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[GroupNorm<double>(groups: 2, channels: 4, Spatial = 3)]
public readonly partial struct OnnxGroupNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[InstanceNorm<float>(4, Spatial = 3, Layout = NormLayout.ChannelsLast)]
public readonly partial struct OnnxInstanceNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[InstanceNorm<double>(4, Spatial = 3)]
public readonly partial struct OnnxDoubleInstanceNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[BatchNorm<float>(4, Spatial = 3, Layout = NormLayout.ChannelsLast)]
public readonly partial struct OnnxBatchNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[BatchNorm<double>(4, Spatial = 3)]
public readonly partial struct OnnxDoubleBatchNorm;

/// <summary>A generated kernel whose graph is checked.</summary>
[LayerNorm<float>(12, Precision = NormPrecision.Fast)]
public readonly partial struct OnnxFastLayerNorm;
