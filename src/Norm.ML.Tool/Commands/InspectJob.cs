using Microsoft.ML;
using Norm.ML.Inspection;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml inspect</c>.</summary>
internal sealed class InspectJob
{
    public required string Target { get; init; }

    public required string? Against { get; init; }

    public required IReadOnlyList<string> Columns { get; init; }

    public required IReadOnlyList<string> Ignore { get; init; }

    public required bool Activations { get; init; }

    /// <summary>The level of findings that are a failure; null for none.</summary>
    public required FindingLevel? FailOn { get; init; }

    public required bool All { get; init; }

    public required long? MaximumModelBytes { get; init; }

    public required TextFormat Format { get; init; }

    public required Terminal Terminal { get; init; }

    /// <summary>Looks, and gives the exit code.</summary>
    public int Run(CancellationToken cancellation)
    {
        byte[] start = Start();
        InspectionReport report = start.AsSpan().SequenceEqual("PK\u0003\u0004"u8) && !IsArchive() ? Model(cancellation)
            : OnnxFile.Is(Target, start) ? Onnx() : Data(cancellation);
        if (!Terminal.IsJson)
        {
            report.Write(Terminal, All);
        }

        foreach (string remark in report.Remarks)
        {
            Terminal.Say(remark);
        }

        Terminal.WriteJson(report.ToJson);
        return report.Findings.Any(finding => finding.Level >= FailOn) ? ExitCode.Found : ExitCode.Success;
    }

    // What kind of file it is: a model is a zip file, as an archive of matrices is.
    private byte[] Start()
    {
        if (Target == InputNames.StandardInput || !InputFile.IsOnDisk(Target))
        {
            return [];
        }

        using FileStream stream = InputFile.Open(Target);
        byte[] start = new byte[4];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private bool IsArchive()
    {
        using DataInput input = DataInput.Open(Target, CancellationToken.None);
        return DataFormats.IsArchive(input);
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

        var choice = new ColumnChoice(Columns, Ignore);
        using RowSource source = SourceFiles.Open([Target], Format, choice, again: true, cancellation);
        var data = SourceNumbers.Choose(Terminal, source, choice, cancellation);
        DataInspection inspection = data.Inspect(Terminal, cancellation).Inspection;
        IReadOnlyList<Finding> findings = Activations ? [.. Course(inspection.Statistics),
            .. inspection.Findings.Where(finding => finding.Kind != FindingKind.ScalesDiffer)] : inspection.Findings;
        if (Against is null)
        {
            return new DataReport(Target, inspection, findings) { Remarks = data.Remarks };
        }

        using RowSource other = SourceFiles.Open([Against], Format, ColumnChoice.All, again: false, cancellation);
        SourceNumbers newer = data.In(other);
        var accumulator = new StatisticsAccumulator(newer.Fields.Count, NonFinitePolicy.Ignore, newer.Names);
        newer.Read(Terminal, "Reading", cancellation, (row, _) => accumulator.AddRow(row));
        return accumulator.RowCount == 0 ? throw new ToolException(other.NoRows)
            : new DataReport(Target, inspection, [.. findings, .. DriftInspection.Check(inspection.Statistics, accumulator.ToStatistics())])
            {
                Against = Against,
                Remarks = [.. data.Remarks, .. newer.Remarks],
            };
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

        using RowSource source = SourceFiles.Open([Against], Format, ColumnChoice.All, again: true, cancellation);
        IReadOnlyList<BlockColumn> columns = ModelInputs.Find(source, Target, inputs);
        return Reading.Show(Terminal, $"Comparing {Against}", source.Length, progress =>
        {
            var data = BlockDataView.Of(source, columns, $"{Target} normalizes this column.", bytes => progress(bytes, 0), cancellation);
            return new ModelReport(Target, NormInspector.Inspect(model, data)) { Against = Against, Remarks = [.. source.Remarks([])] };
        });
    }
}
