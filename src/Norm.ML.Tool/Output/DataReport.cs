using System.Text.Json.Nodes;
using Norm.ML.Inspection;

namespace Norm.ML.Tool.Output;

/// <summary>What was found in data: a row for each column.</summary>
internal sealed class DataReport(string file, DataInspection data, IReadOnlyList<Finding> findings) : InspectionReport(file, findings)
{
    protected override string[] Titles { get; } = ["column", "values", "missing", "mean", "standard deviation", "min", "median", "max", "skew",
        "outliers"];

    protected override string RowName => "column";

    protected override IReadOnlyList<string[]> Rows { get; } = [.. data.Columns.Select(column => new[]
    {
        column.Name,
        Text(column.Statistics.Count),
        Text(column.Statistics.Missing),
        Text(column.Statistics.Mean),
        Text(column.StandardDeviation),
        Text(column.Statistics.Min),
        Text(column.Median),
        Text(column.Statistics.Max),
        Text(column.Skewness),
        Text(column.Outliers),
    })];

    protected override void AddTo(JsonObject json)
    {
        json["rows"] = data.Statistics.RowCount;
        json["sampledRows"] = data.SampledRows;
        json["columns"] = new JsonArray([.. data.Columns.Select(column => (JsonNode)new JsonObject
        {
            ["name"] = column.Name,
            ["values"] = column.Statistics.Count,
            ["missing"] = column.Statistics.Missing,
            ["infinite"] = column.Statistics.Infinite,
            ["mean"] = Number(column.Statistics.Mean),
            ["standardDeviation"] = Number(column.StandardDeviation),
            ["min"] = Number(column.Statistics.Min),
            ["firstQuartile"] = Number(column.FirstQuartile),
            ["median"] = Number(column.Median),
            ["thirdQuartile"] = Number(column.ThirdQuartile),
            ["max"] = Number(column.Statistics.Max),
            ["skewness"] = Number(column.Skewness),
            ["lowFence"] = Number(column.LowFence),
            ["highFence"] = Number(column.HighFence),
            ["outliersBelow"] = column.OutliersBelow,
            ["outliersAbove"] = column.OutliersAbove,
        })]);
    }
}
