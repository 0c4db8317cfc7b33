using Microsoft.ML;
using Norm.ML.Inspection;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml inspect</c>.</summary>
internal sealed class InspectJob
{
    public required string Target { get; init; }

    public required string? Against { get; init; }

    public required IReadOnlyList<string> Columns { get; init; }

    public required IReadOnlyList<string> Ignore { get; init; }

    public required bool Activations { get; init; }

    public required bool Json { get; init; }

    public required bool All { get; init; }

    public required long? MaximumModelBytes { get; init; }

    public required TextFormat Format { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        byte[] start = Start();
        InspectionReport report = start.AsSpan().SequenceEqual("PK\u0003\u0004"u8) ? Model(cancellation)
            : OnnxFile.Is(Target, start) ? Onnx() : Data(cancellation);
        if (Json)
        {
            report.WriteJson(Terminal.Out);
        }
        else
        {
            report.Write(Terminal, All);
        }

        foreach (string remark in report.Remarks)
        {
            Terminal.Say(remark);
        }
    }

    // What kind of file it is: a model is a zip file.
    private byte[] Start()
    {
        using FileStream stream = InputFile.Open(Target);
        byte[] start = new byte[4];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private OnnxReport Onnx()
    {
        if (Activations || Columns.Count > 0 || Ignore.Count > 0 || Against is not null)
        {
            throw new ToolException($"{Target}: this is an ONNX file; --activations, --columns, --ignore and a second file are for data.");
        }

        return new(Target, OnnxFile.Read(Target));
    }

    private InspectionReport Data(CancellationToken cancellation)
    {
        if (MaximumModelBytes is not null)
        {
            throw new ToolException($"{Target}: this is not a model; {SharedOptions.MaximumModelBytesName} is for models.");
        }

        CsvNumbers data = NumberColumns.Choose(Terminal, Target, Format, Columns, Ignore, cancellation);
        DataInspection inspection = TwoPasses.Run(Terminal, data, cancellation).Inspection;
        IReadOnlyList<Finding> findings = Activations ? [.. Course(inspection.Statistics),
            .. inspection.Findings.Where(finding => finding.Kind != FindingKind.ScalesDiffer)] : inspection.Findings;
        if (Against is null)
        {
            return new DataReport(Target, inspection, findings) { Remarks = data.Remarks };
        }

        CsvNumbers newer = new DriftColumns(data).In(CsvFile.Open(Against, Format));
        var accumulator = new StatisticsAccumulator(newer.Fields.Count, NonFinitePolicy.Ignore, newer.Names);
        Reading.Show(Terminal, $"Reading {Against}", newer.File.Length, progress =>
        {
            newer.Read(progress, cancellation, accumulator.Add);
            return accumulator.RowCount > 0 ? 0 : throw new ToolException($"{Against}: there are no rows below the header.");
        });
        return new DataReport(Target, inspection, [.. findings, .. DriftInspection.Check(inspection.Statistics,
            accumulator.ToStatistics())])
        { Against = Against, Remarks = [.. data.Remarks, .. newer.File.Remarks] };
    }

    private IReadOnlyList<Finding> Course(RunningStatistics layers)
    {
        if (layers.ChannelCount < ActivationInspection.LeastLayers)
        {
            throw new ToolException(
                $"{Target}: --activations needs {ActivationInspection.LeastLayers} columns of numbers or more, one for each layer; "
                + $"there {(layers.ChannelCount == 1 ? "is" : "are")} {layers.ChannelCount}.");
        }

        // The root mean square, from the exact moments.
        return ActivationInspection.Check([.. Enumerable.Range(0, layers.ChannelCount)
            .Select(layer => double.Hypot(layers[layer].Mean, layers[layer].StandardDeviation))]);
    }

    private ModelReport Model(CancellationToken cancellation)
    {
        if (Activations || Columns.Count > 0 || Ignore.Count > 0)
        {
            throw new ToolException($"{Target}: this is a model; --activations, --columns and --ignore are for data.");
        }

        var ml = new MLContext();
        (ITransformer model, DataViewSchema inputs) = ModelFile.Load(ml, Target, MaximumModelBytes);
        if (Against is null)
        {
            return new ModelReport(Target, NormInspector.Inspect(model, inputs));
        }

        CsvFile file = CsvFile.Open(Against, Format);
        IReadOnlyList<CsvColumn> columns = ModelInputs.Find(file, Target, inputs);
        return Reading.Show(Terminal, $"Comparing {Against}", file.Length, progress =>
        {
            var data = new CsvDataView(file, columns)
            {
                Advice = _ => $"{Target} normalizes this column.",
                Progress = progress,
                Cancellation = cancellation
            };
            return new ModelReport(Target, NormInspector.Inspect(model, data)) { Against = Against, Remarks = [.. file.Remarks] };
        });
    }
}
