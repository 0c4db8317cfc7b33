namespace Norm.ML;

/// <summary>What a <see cref="LiveFollower{T}"/> has made of statistics at one moment. It never changes.</summary>
/// <typeparam name="T">What is made.</typeparam>
/// <param name="Number">0 for the first, one more at each change.</param>
/// <param name="Value">What was made.</param>
/// <param name="Statistics">Of which statistics.</param>
/// <param name="Since">When.</param>
public sealed record LiveVersion<T>(long Number, T Value, RunningStatistics Statistics, DateTimeOffset Since)
    where T : class;
