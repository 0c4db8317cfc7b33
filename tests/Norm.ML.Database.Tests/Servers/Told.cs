namespace Norm.ML.Database.Tests.Servers;

/// <summary>Progress that is dealt with at once, before the statement is sent.</summary>
internal sealed class Told(Action<SqlFitProgress> tell) : IProgress<SqlFitProgress>
{
    public void Report(SqlFitProgress value) => tell(value);
}
