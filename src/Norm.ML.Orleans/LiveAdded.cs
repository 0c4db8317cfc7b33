namespace Norm.ML;

/// <summary>What became of a call that added rows. It is in storage when this is given.</summary>
/// <param name="Position">The number of the next row that is not counted: rows 0 to Position - 1 are in the statistics.</param>
/// <param name="Counted">How many rows the call has made count: its own, and those that waited for them.</param>
/// <param name="Repeated">How many rows of the call were there before, counted or waiting.</param>
/// <param name="Waiting">How many rows of the partition wait now for rows before them.</param>
public readonly record struct LiveAdded(long Position, long Counted, long Repeated, long Waiting);
