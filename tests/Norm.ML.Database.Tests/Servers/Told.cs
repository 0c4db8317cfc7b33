namespace Norm.ML.Database.Tests;

/// <summary>Progress that is dealt with at once, before the statement is sent.</summary>
sealed class Told(Action<DatabaseFitProgress> tell) : IProgress<DatabaseFitProgress>
{
    public void Report(DatabaseFitProgress value) => tell(value);
}
