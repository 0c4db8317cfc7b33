namespace Norm.ML;

/// <summary>The elements that share one ruler, that is one mean and one deviation.</summary>
public enum NormSegment
{
    /// <summary>A channel over all examples and spatial positions.</summary>
    Channel,

    /// <summary>The trailing normalized shape: a row.</summary>
    Row,

    /// <summary>The channels of a group and their spatial positions, within one example.</summary>
    Group,

    /// <summary>The spatial positions of one channel, within one example.</summary>
    Instance,
}
