using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>What commands do with statistics per key: files are written, and the user is told.</summary>
internal sealed class GroupedFiles(Terminal terminal, CommandFiles files)
{
    public required string? Model { get; init; }

    public required string? Statistics { get; init; }

    public required NormOutput Norm { get; init; }

    public required GroupChoice? Group { get; init; }

    /// <summary>Writes the model and the statistics, as far as they are asked for.</summary>
    /// <returns>What the model does not scale, a line each.</returns>
    /// <exception cref="ToolException">The statistics are too few to normalize with, or a file cannot be written.</exception>
    public IReadOnlyList<string> Save(GroupedStatistics statistics, string source, CancellationToken cancellation)
    {
        IReadOnlyList<string> notScaled = [];
        if (Model is not null)
        {
            var ml = new MLContext();
            (ITransformer model, DataViewSchema inputs) = ModelBuilder.Build(ml, Norm, statistics.All, source, statistics, Group);
            notScaled = [.. NotScaled.In(model, inputs)];
            ModelFile.Save(ml, files, Model, model, inputs, cancellation);
        }

        if (Statistics is not null)
        {
            StatisticsFile.Save(files, Statistics, statistics.Save, cancellation);
        }

        return notScaled;
    }

    /// <summary>Tells what was learned of all rows, and how many keys there are.</summary>
    public void Tell(GroupedStatistics statistics, string what, string rest, IReadOnlyList<string> remarks, string source)
    {
        StatisticsTable.Write(terminal, statistics.All);
        string[] written = [.. new[] { Model, Statistics }.OfType<string>()];
        terminal.Say(string.Create(CultureInfo.InvariantCulture,
            $"{(written.Length > 0 ? string.Join(", ", written) + ": " : "")}{what}, for each of {statistics.Count} "
                + $"{(statistics.Count == 1 ? "key" : "keys")}{(Group is null ? "" : $" in '{Group.Column}'")}; above are those of all rows.{rest}"));
        if (statistics.RowsWithoutKey > 0)
        {
            string advice = Model is null || Group!.Unseen != UnseenKeys.Error ? ""
                : ", and the model refuses such rows; '--unseen all' or '--unseen missing' makes one that takes them";
            string rows = statistics.RowsWithoutKey == 1 ? "row has" : "rows have";
            terminal.Say(string.Create(CultureInfo.InvariantCulture,
                $"{source}: {statistics.RowsWithoutKey} {rows} no key; they count in the statistics of all rows only{advice}."));
        }

        foreach (string remark in UnusedCells.Remarks(source, statistics.All, Norm.Norm).Concat(remarks))
        {
            terminal.Say(remark);
        }

        terminal.WriteJson(() =>
        {
            JsonObject json = JsonResult.Of(statistics.All, ("source", source), ("norm", Norm.Norm.Name), ("model", Model),
                ("statistics", Statistics), ("group", Group?.Column));
            json["rowsWithoutKey"] = statistics.RowsWithoutKey;
            json["keys"] = new JsonArray([.. statistics.Select(one =>
            {
                JsonObject ofKey = JsonResult.Of(one.Value);
                ofKey.Insert(0, "key", one.Key);
                return (JsonNode)ofKey;
            })]);
            return json;
        });
    }
}
