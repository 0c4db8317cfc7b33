using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Norm.ML.Internals.Passes;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Results;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml apply</c>: several threads apply the model to blocks of rows, one writes the results in their order.</summary>
internal sealed class ApplyJob
{
    public required string Model { get; init; }

    public required IReadOnlyList<string> Data { get; init; }

    public required string? Result { get; init; }

    public required ResultFormat? To { get; init; }

    public required IReadOnlyList<string> Select { get; init; }

    public required bool Append { get; init; }

    public required bool Inverse { get; init; }

    public required NumberFormat Numbers { get; init; }

    public required long? MaximumModelBytes { get; init; }

    public required int Workers { get; init; }

    public required TextFormat Format { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        IReadOnlyList<string> data = InputNames.Expand(Data);
        if (Result is null && !SharedOptions.IsOneFile(Data))
        {
            throw new ToolException($"{string.Join(" ", Data)}: --out has to say where the result goes, where the data is not one file.");
        }

        bool toOutput = Result == InputNames.StandardInput;
        if (toOutput && Terminal.IsJson)
        {
            throw new ToolException("--json and the result cannot both go to standard output; --out names a file.");
        }

        string? path = toOutput ? null : Result ?? SharedOptions.Beside(Data[0], ".normalized" + (To?.Extensions[0] ?? DefaultExtension(Data[0])));
        CommandFiles files = new CommandFiles(Terminal).Input("MODEL.zip", Model).Input("DATA", data)
            .Output(Result is null ? "--out (by default)" : "--out", path).Check();
        ResultFormat format = To ?? ResultFormat.Of(path ?? "") ?? ResultFormat.All[0];
        if (Numbers.Digits is not null && format != ResultFormat.All[0])
        {
            throw new ToolException($"--digits is for CSV; {format.Name} holds whole numbers of Double or, with --float, Single.");
        }

        var ml = new MLContext();
        (ITransformer model, DataViewSchema inputs) = ModelFile.Load(ml, Model, MaximumModelBytes);
        ITransformer applied = Inverse ? InverseModel.Of(ml, Model, model, inputs) : model;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using RowSource source = SourceFiles.Open(data, Format, ColumnChoice.All, again: false, stop.Token);
        (string Remark, JsonObject Json) written = ("", []);
        Action<Stream> write = stream => written = Write(source, applied, inputs, format, stream, stop, cancellation);
        if (toOutput)
        {
            using Stream output = Terminal.OpenOutput();
            write(output);
        }
        else
        {
            files.Write(path!, cancellation, write);
        }

        Terminal.Say($"{path ?? "standard output"}: {written.Remark}");
        foreach (string line in source.Remarks([]).Concat(NotScaled.In(model, inputs)))
        {
            Terminal.Say(line);
        }

        Terminal.WriteJson(() => written.Json);
    }

    // Beside a table stands a table of its kind.
    private static string DefaultExtension(string data) => ResultFormat.Of(data) is { } format && format != ResultFormat.All[0]
        ? Path.GetExtension(data) : ResultFormat.All[0].Extensions[0];

    private (string Remark, JsonObject Json) Write(
        RowSource source, ITransformer model, DataViewSchema inputs, ResultFormat format, Stream stream, CancellationTokenSource stop,
        CancellationToken cancellation)
    {
        IReadOnlyList<BlockColumn> columns = ModelInputs.Find(source, Model, inputs);
        ResultPlan plan;
        using (var trial = new ModelRows(model, Model, columns, columns.Count, source.Name))
        {
            plan = new ResultPlan(source, trial.Columns, Append, Select);
        }

        var idle = new ConcurrentBag<Worker>();
        int[] numbers = NumbersOf(columns, plan, format);
        ResultFile file = format.Create(new ResultTarget(stream, Name(source), plan, TextLayout.Of(source), Numbers));
        var needs = new ColumnNeeds(numbers, [.. plan.Passed.Except(format == ResultFormat.All[0] ? [] : numbers),
            .. columns.Where(column => column.Number < 0).Select(column => column.Field)]);
        string advice = Inverse ? $"{Model} puts this column's values back." : $"{Model} normalizes this column.";
        Func<TextCell, int, ToolException> notANumber = BlockDataView.NotANumber(source, numbers, advice);
        var spoiled = new SpoiledRows(plan, numbers);
        long rows = 0;

        Reading.Show(Terminal, $"Normalizing {source.Name}", source.Length, progress =>
        {
            OrderedBlocks.Run(source, source.Read(needs, stop.Token), Workers, (block, stopped) =>
            {
                Worker worker = idle.TryTake(out Worker? one) ? one
                    : new Worker(new ModelRows(model, Model, columns, numbers.Length, source.Name), source.CreateCellReader(needs));
                BlockCells cells = worker.Reader.Read(block, notANumber, stopped);
                worker.Model.Run(cells, stopped);
                object made = file.Make(cells, worker.Model, numbers);
                (int count, int at) = spoiled.Count(cells, worker.Model);
                idle.Add(worker);
                return (made, count, at);
            }, (block, result) =>
            {
                file.Write(result.made);
                spoiled.Add(rows, result.count, result.at);
                progress(block.Bytes, rows += block.Rows);
            }, stop, cancellation);
            return rows;
        });
        foreach (Worker worker in idle)
        {
            worker.Model.Dispose();
        }

        if (rows == 0)
        {
            throw new ToolException(source.NoRows);
        }

        file.End();
        (int replaced, int added) = plan.Counts;
        string what = Inverse ? "put back" : "normalized";
        var json = new JsonObject
        {
            ["result"] = Result,
            ["format"] = format.Name,
            ["rows"] = rows,
            ["replaced"] = replaced,
            ["added"] = added,
            ["columns"] = JsonResult.Texts(plan.Fields.Select(field => field.Name)),
        };
        return ($"{rows} rows, {replaced} columns {what} in place{(added > 0 ? $", {added} added" : "")}.{spoiled.Remark}", json);
    }

    private string Name(RowSource source) => Result switch
    {
        null => source.Name,
        InputNames.StandardInput => "standard output",
        _ => Result,
    };

    // Those of the model first, as it counts them; where files know types, the other columns of numbers are read as such, too.
    private static int[] NumbersOf(IReadOnlyList<BlockColumn> columns, ResultPlan plan, ResultFormat format)
    {
        int[] ofModel = BlockDataView.NumbersOf(columns);
        return format == ResultFormat.All[0] ? ofModel : [.. ofModel.Concat(plan.Fields
            .Where(field => field is { Result: < 0, Type: CellType.Number }).Select(field => field.Field)).Distinct()];
    }

    private sealed record Worker(ModelRows Model, CellReader Reader);

    /// <summary>Rows that have numbers in the data and NaN in the result.</summary>
    private sealed class SpoiledRows(ResultPlan plan, int[] numbers)
    {
        private readonly (int Result, int Number)[] _places = [.. plan.Fields.Where(field => field is { Field: >= 0, Result: >= 0 })
            .Select(field => (field.Result, Array.IndexOf(numbers, field.Field)))];

        private long _rows, _first;

        /// <summary>A sentence about them; empty for none.</summary>
        public string Remark => _rows == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" {_rows} {(_rows == 1 ? "row has" : "rows have")} NaN where the data has numbers, because another cell of the row is "
                + $"missing or infinite; the first is row {_first}.");

        /// <summary>How many there are in a block, and the first of them.</summary>
        public (int Count, int At) Count(BlockCells cells, ModelRows results)
        {
            (int count, int at) = (0, 0);
            if (!TensorPrimitives.IsNaNAny<double>(results.Values.AsSpan(0, cells.Rows * results.Width)))
            {
                return (count, at);
            }

            for (int row = 0; row < cells.Rows; row++)
            {
                foreach ((int result, int number) in _places)
                {
                    if (double.IsNaN(results.Values[row * results.Width + result])
                        && !(number >= 0 && double.IsNaN(cells.Numbers[row * numbers.Length + number])))
                    {
                        at = count++ == 0 ? row : at;
                        break;
                    }
                }
            }

            return (count, at);
        }

        /// <summary>Adds those of a block, which begins after so many rows.</summary>
        public void Add(long before, int count, int at)
        {
            if (_rows == 0 && count > 0)
            {
                _first = before + at + 1;
            }

            _rows += count;
        }
    }
}
