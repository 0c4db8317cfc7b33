namespace Norm.ML;

/// <summary>A statement that is about to be sent; see <see cref="SqlFitOptions.Progress"/>.</summary>
/// <param name="Round">1: counts, least and greatest values, means; 2: sums of deviations.</param>
/// <param name="FirstColumn">The first of the columns that the statement is about, from 0.</param>
/// <param name="ColumnCount">How many it is about.</param>
/// <param name="Attempt">How often it has been sent before, because the connection was lost.</param>
/// <param name="Sql">Its text.</param>
public readonly record struct SqlFitProgress(int Round, int FirstColumn, int ColumnCount, int Attempt, string Sql);
