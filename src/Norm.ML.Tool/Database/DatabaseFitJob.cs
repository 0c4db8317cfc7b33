using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Norm.ML.Tool.Commands;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Database;

/// <summary>A table or query of a database.</summary>
/// <param name="Variable">The variable or file that <c>--db</c> names.</param>
/// <param name="Source">The table or query.</param>
/// <param name="Shard">The column that says which shard a row belongs to; null for none.</param>
internal sealed record DatabaseTable(string Variable, SqlSource Source, string? Shard);

/// <summary>The work of <c>norm-ml fit --db</c>.</summary>
internal sealed class DatabaseFitJob(Terminal terminal)
{
    public required DatabaseTable Table { get; init; }

    /// <summary>As on the command line.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Null for one set of statistics.</summary>
    public required GroupChoice? Group { get; init; }

    public required NormOutput Norm { get; init; }

    public required string? Model { get; init; }

    public required string? Statistics { get; init; }

    private SqlSource Source => Table.Source;

    public void Run(CancellationToken cancellation)
    {
        var connection = ConnectionText.Of(Table.Variable);
        string[] columns = [.. Columns.SelectMany(ColumnNames.Split)];
        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ToolException($"--columns names '{twice.Key}' {twice.Count()} times.");
        }

        CommandFiles files = new CommandFiles(terminal).Output("--out", Model).Output("--stats", Statistics).Check();
        if (Group is not null)
        {
            FitGroups(connection, columns, files, cancellation);
            return;
        }

        RunningStatistics statistics = Fit(connection, columns, cancellation);
        if (statistics.RowCount == 0)
        {
            throw new ToolException($"{Source} has no rows.");
        }

        FiniteColumns.Among(statistics, [.. Enumerable.Range(0, columns.Length)], Source.ToString(), _ => true);
        statistics = statistics.WithShard(new ShardInfo(0, 1, DigestOf(statistics)));
        IReadOnlyList<string> notScaled = Model is null ? [] : SaveModel(files, Model, statistics, cancellation);
        if (Statistics is not null)
        {
            StatisticsFile.Save(files, Statistics, statistics, cancellation);
        }

        StatisticsTable.Write(terminal, statistics);
        string what = Model is null ? "statistics" : Norm.Norm.Title;
        terminal.Say($"{string.Join(", ", new[] { Model, Statistics }.OfType<string>())}: {what} of {columns.Length} columns of {Source}.");
        foreach (string remark in UnusedCells.Remarks(Source.ToString(), statistics, Norm.Norm).Concat(notScaled))
        {
            terminal.Say(remark);
        }

        terminal.WriteJson(() => JsonResult.Of(statistics, ("source", Source.ToString()), ("norm", Norm.Norm.Name), ("model", Model),
            ("statistics", Statistics)));
    }

    // Rows have no digest that could be had without reading them; what was learned from them has. 'norm-ml merge' sees that files are copies by it.
    private string DigestOf(RunningStatistics statistics) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"norm-ml database 1 {Source}\n{statistics.ToJson()}")))}";

    private string[] SaveModel(CommandFiles files, string path, RunningStatistics statistics, CancellationToken cancellation)
    {
        if (statistics.RowCount < 2)
        {
            throw new ToolException(
                $"{Source} has {(statistics.RowCount == 1 ? "1 row" : $"{statistics.RowCount} rows")}; {Norm.Norm.Title} needs 2 or more.");
        }

        var ml = new MLContext();
        (ITransformer model, DataViewSchema inputs) = ModelBuilder.Build(ml, Norm, statistics, Source.ToString());
        ModelFile.Save(ml, files, path, model, inputs, cancellation);
        return [.. NotScaled.In(model, inputs)];
    }

    private void FitGroups(ConnectionText connection, string[] columns, CommandFiles files, CancellationToken cancellation)
    {
        GroupedStatistics statistics = Try(connection, columns, (database, options) => BatchNorm.FitGroupsFromDatabase(
            database, Source, columns, Group!.Column, options with { MaximumGroups = Group.Most }, cancellation));
        if (statistics.Count == 0)
        {
            throw new ToolException(statistics.All.RowCount == 0 ? $"{Source} has no rows."
                : $"Column '{Group!.Column}' of {Source} has no key in any row.");
        }

        FiniteColumns.Among(statistics.All, [.. Enumerable.Range(0, columns.Length)], Source.ToString(), _ => true);
        statistics = statistics.WithShard(new ShardInfo(0, 1, DigestOf(statistics.All)));
        GroupedFiles written = new(terminal, files) { Model = Model, Statistics = Statistics, Norm = Norm, Group = Group };
        IReadOnlyList<string> notScaled = written.Save(statistics, Source.ToString(), cancellation);
        written.Tell(statistics, $"{(Model is null ? "statistics" : Norm.Norm.Title)} of {columns.Length} columns of {Source}", "", notScaled,
            Source.ToString());
    }

    private RunningStatistics Fit(ConnectionText text, string[] columns, CancellationToken cancellation) => Try(text, columns,
        (connection, options) => BatchNorm.FitFromDatabase(connection, Source, columns, Table.Shard, options, cancellation));

    private T Try<T>(ConnectionText text, string[] columns, Func<DbConnection, SqlFitOptions, T> fit)
    {
        try
        {
            using DbConnection connection = text.Connect();
            return fit(connection, new() { Dialect = text.Dialect, Progress = new StatementProgress(terminal, columns.Length) });
        }
        catch (Exception problem) when (problem is SqlFitException or ArgumentException)
        {
            throw new ToolException(text.Hide(OneLine.Of(problem)));
        }
    }
}
