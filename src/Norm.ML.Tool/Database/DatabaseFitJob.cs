using System.Data.Common;
using Microsoft.ML;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Database;

/// <summary>The work of <c>norm-ml fit --db</c>.</summary>
sealed class DatabaseFitJob
{
    public required string Variable { get; init; }

    public required DatabaseSource Source { get; init; }

    /// <summary>As on the command line.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    public required string? Shard { get; init; }

    public required string? Model { get; init; }

    public required string? Statistics { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        var connection = ConnectionText.OfVariable(Variable);
        string[] columns = [.. Columns.SelectMany(ColumnNames.Split)];
        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ToolException($"--columns names '{twice.Key}' {twice.Count()} times.");

        RunningStatistics statistics = Fit(connection, columns, cancellation);
        var ml = new MLContext();
        (ITransformer Model, DataViewSchema Inputs)? made = Model is null ? null : StatisticsModel.Create(ml, statistics, Source.ToString());
        if (Statistics is { } path)
            WholeFile.Write(path, cancellation, statistics.Save);
        if (made is { } model)
            ModelFile.Save(ml, Model!, model.Model, model.Inputs, cancellation);

        StatisticsTable.Write(Terminal, statistics);
        Terminal.Say($"{string.Join(", ", new[] { Model, Statistics }.OfType<string>())}: BatchNorm of {columns.Length} columns of {Source}.");
    }

    RunningStatistics Fit(ConnectionText text, string[] columns, CancellationToken cancellation)
    {
        try
        {
            using DbConnection connection = text.Connect();
            return BatchNorm.FitFromDatabase(
                connection, Source, columns, Shard, new() { Preamble = DatabaseFitOptions.PostgreSqlPreamble, Progress = new StatementProgress(Terminal, columns.Length) }, cancellation);
        }
        catch (Exception problem) when (problem is DatabaseFitException or ArgumentException)
        {
            throw new ToolException(text.Hide(OneLine.Of(problem)));
        }
    }
}
