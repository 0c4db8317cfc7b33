namespace Norm.ML.Inspection;

/// <summary>How much a <see cref="Finding"/> matters.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing has to be done.</summary>
    Note,

    /// <summary>Doing what the message says makes training or results better.</summary>
    Advice,

    /// <summary>As it is, results are wrong, empty or refused.</summary>
    Problem,
}
