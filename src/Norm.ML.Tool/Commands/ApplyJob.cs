using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml apply</c>.</summary>
internal sealed class ApplyJob
{
    public required string Model { get; init; }

    public required string Data { get; init; }

    public required string? Result { get; init; }

    public required long? MaximumModelBytes { get; init; }

    public required TextFormat Format { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        if (Result is null && (Data == InputNames.StandardInput || (new FileInfo(Data).LinkTarget is not null && !InputFile.IsOnDisk(Data))))
        {
            throw new ToolException($"{Data}: --out has to say where the result goes, where the data is not a file.");
        }

        string resultPath = Result ?? Path.ChangeExtension(Data, ".normalized.csv");
        CommandFiles files = new CommandFiles(Terminal).Input("MODEL.zip", Model).Input("DATA.csv", Data)
            .Output(Result is null ? "--out (by default)" : "--out", resultPath).Check();
        var ml = new MLContext();
        (ITransformer model, DataViewSchema inputs) = ModelFile.Load(ml, Model, MaximumModelBytes);
        CsvFile file = CsvFile.OpenOnce(Data, Format, cancellation);
        IReadOnlyList<CsvColumn> columns = ModelInputs.Find(file, Model, inputs);

        Terminal.Say(Reading.Show(Terminal, $"Normalizing {Data}", file.Length, progress =>
        {
            var raw = new RawCells(file);
            var data = new CsvDataView(file, columns, raw)
            {
                Advice = name => $"{Model} normalizes this column.",
                Progress = progress,
                Cancellation = cancellation,
            };
            string remark = "";
            files.Write(resultPath, cancellation, stream => remark = Write(data, raw, model, stream));
            return $"{resultPath}: {remark}";
        }));
        foreach (string remark in file.Remarks.Concat(NotScaled.In(model, inputs)))
        {
            Terminal.Say(remark);
        }
    }

    private string Write(CsvDataView data, RawCells raw, ITransformer model, Stream stream)
    {
        using DataViewRowCursor cursor = Open(data, model);
        var results = new ResultWriter(data, cursor, raw, Model);
        var rows = new CsvRowWriter(stream, data.File.Layout);
        results.WriteHeader(rows);
        VBuffer<byte> bytes = default;
        VBuffer<int> ends = default;
        long count = 0;
        for (; cursor.MoveNext(); count++)
        {
            results.WriteRow(rows, ref bytes, ref ends);
        }

        if (count == 0)
        {
            throw new ToolException($"{Data}: there are no rows below the header.");
        }

        (int replaced, int added) = results.Counts;
        return $"{count} rows, {replaced} columns normalized in place{(added > 0 ? $", {added} added" : "")}.{results.Spoiled}";
    }

    private DataViewRowCursor Open(CsvDataView data, ITransformer model)
    {
        try
        {
            IDataView output = model.Transform(data);
            return output.GetRowCursor(ResultColumn.Needed(output.Schema));
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException && ToolException.In(problem) is null)
        {
            throw new ToolException($"{Model}: the model does not apply to {Data}: {OneLine.Of(problem)}", problem);
        }
    }
}
