using System.CommandLine;
using Microsoft.ML;
using Norm.ML.Inspection;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml inspect</c>.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private readonly Argument<string[]> _target = SharedOptions.Data("DATA|MODEL.zip|MODEL.onnx", "What to look into: data, the norms of an ONNX "
        + "file, or a model that 'norm-ml fit' or another ML.NET program wrote. Data after a model is compared with what the model has learned. "
        + "Data is");

    private readonly Option<string[]> _compare =
        SharedOptions.Compare("Newer data: has it drifted away from the data, or from what the model has learned?");

    private readonly Option<string[]> _columns = SharedOptions.Columns("The columns of the data to look at. Default: all columns of numbers.");

    private readonly Option<string[]> _ignore = SharedOptions.Ignore("Columns of the data to leave out, such as the label.");

    private readonly Option<bool> _activations = new("--activations")
    {
        Description = "The columns are the activations of a network's layers, first layer first: says whether their scale grows or vanishes.",
    };

    private readonly Option<string?> _failOn = new("--fail-on")
    {
        Description = $"Ends with exit code {ExitCode.Found} where there is a finding of this severity or a graver one: problem or advice.",
        HelpName = "SEVERITY",
    };

    private readonly Option<bool> _all = new("--all")
    {
        Description = $"Lists every column and finding, even where there are more than {InspectionReport.MostLines}.",
    };

    private readonly Option<long?> _maximumBytes = SharedOptions.MaximumModelBytes();

    private readonly FormatOptions _format = new();

    public InspectCommand(Terminal terminal)
        : base(terminal, "inspect", "Shows scale, spread, missing values, outliers and skew of data, or the shapes and statistics of a "
            + "model's norms, with advice.")
    {
        _failOn.AcceptOnlyFromAmong("problem", "advice");
        Add(_target);
        AddOptions(_compare, _columns, _ignore, _activations, _failOn, _all, _maximumBytes);
        _format.AddTo(this);
    }

    // Data, or a model and the data that it is compared with, or an ONNX file.
    private IReadOnlyList<string> Targets => Values(_target);

    private IReadOnlyList<string> Compare => Values(_compare);

    private ColumnChoice Columns => new(Values(_columns), Values(_ignore));

    private bool Activations => Value(_activations);

    // Null for none.
    private FindingSeverity? FailOn => Value(_failOn) is { } severity ? Enum.Parse<FindingSeverity>(severity, ignoreCase: true) : null;

    private bool All => Value(_all);

    private long? MaximumModelBytes => Value(_maximumBytes);

    private TextFormat Format => _format.Of(Parsed);

    protected override int Run(CancellationToken cancellation)
    {
        IReadOnlyList<string> named = InputNames.Expand([Targets[0]]);
        string first = named[0];
        IReadOnlyList<string> others = [.. named.Skip(1), .. Targets.Skip(1)];
        byte[] start = Start(first);
        InspectionReport report = start.AsSpan().SequenceEqual("PK\u0003\u0004"u8) && !IsArchive(first)
            ? Model(first, InputNames.Expand([.. others, .. Compare]), cancellation)
            : OnnxFile.Is(first, start) ? Onnx(first, isAlone: others.Count + Compare.Count == 0) : Data(cancellation);
        if (!Terminal.IsJson)
        {
            report.Write(Terminal, All);
        }

        foreach (string remark in report.Remarks)
        {
            Terminal.Say(remark);
        }

        Terminal.WriteJson(report.ToJson);
        return report.Findings.Any(finding => finding.Severity >= FailOn) ? ExitCode.Found : ExitCode.Success;
    }

    // What kind of file it is: a model is a zip file, as an archive of matrices is.
    private static byte[] Start(string target)
    {
        if (target == InputNames.StandardInput || !InputFile.IsOnDisk(target))
        {
            return [];
        }

        using FileStream stream = InputFile.Open(target);
        byte[] start = new byte[4];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private static bool IsArchive(string target)
    {
        using DataInput input = DataInput.Open(target, CancellationToken.None);
        return DataFormats.IsArchive(input);
    }

    private OnnxReport Onnx(string model, bool isAlone)
    {
        if (Activations || Columns.IsNamed || Columns.Ignore.Count > 0 || !isAlone)
        {
            throw new ToolException($"{model}: this is an ONNX file; --activations, --columns, --ignore and other files are for data.");
        }

        return new(model, OnnxFile.Read(model));
    }

    private InspectionReport Data(CancellationToken cancellation)
    {
        (IReadOnlyList<string> files, IReadOnlyList<string> compare) = InputNames.Expand(Targets, Compare);
        if (MaximumModelBytes is not null)
        {
            throw new ToolException($"{files[0]}: this is not a model; {SharedOptions.MaximumModelBytesName} is for models.");
        }

        ColumnChoice choice = Columns;
        using RowSource source = SourceFiles.Open(files, Format, choice, again: true, cancellation);
        var data = SourceNumbers.Choose(Terminal, source, choice, cancellation);
        DataInspection inspection = data.Inspect(Terminal, cancellation).Inspection;
        IReadOnlyList<Finding> findings = Activations ? [.. Course(source.Name, inspection.Statistics),
            .. inspection.Findings.Where(finding => finding.Kind != FindingKind.ScalesDiffer)] : inspection.Findings;
        if (compare.Count == 0)
        {
            return new DataReport(source.Name, inspection, findings) { Remarks = [.. data.Remarks, .. AsOne(source)] };
        }

        using RowSource other = SourceFiles.Open(compare, Format, ColumnChoice.All, again: false, cancellation);
        SourceNumbers newer = data.In(other);
        var accumulator = new StatisticsAccumulator(newer.Fields.Count, NonFinitePolicy.Ignore, newer.Names);
        newer.Read(Terminal, "Reading", cancellation, (row, _) => accumulator.AddRow(row));
        return accumulator.RowCount == 0 ? throw new ToolException(other.NoRows)
            : new DataReport(source.Name, inspection, [.. findings, .. DriftInspection.Check(inspection.Statistics, accumulator.ToStatistics())])
            {
                Against = other.Name,
                Remarks = [.. data.Remarks, .. newer.Remarks],
            };
    }

    // Two files may be meant as older and newer data.
    private IEnumerable<string> AsOne(RowSource source) => Targets.Count == 2
        ? [$"{source.Name}: the two files were read as one; '--compare NEWER' compares data with newer data."] : [];

    private static IReadOnlyList<Finding> Course(string name, RunningStatistics layers)
    {
        if (layers.ChannelCount < ActivationInspection.LeastLayers)
        {
            throw new ToolException(
                $"{name}: --activations needs {ActivationInspection.LeastLayers} columns of numbers or more, one for each layer; "
                + $"there {(layers.ChannelCount == 1 ? "is" : "are")} {layers.ChannelCount}.");
        }

        // The root mean square, from the exact moments.
        return ActivationInspection.Check([.. Enumerable.Range(0, layers.ChannelCount)
            .Select(layer => double.Hypot(layers[layer].Mean, layers[layer].StandardDeviation))]);
    }

    private ModelReport Model(string path, IReadOnlyList<string> newer, CancellationToken cancellation)
    {
        if (Activations || Columns.IsNamed || Columns.Ignore.Count > 0)
        {
            throw new ToolException($"{path}: this is a model; --activations, --columns and --ignore are for data.");
        }

        var ml = new MLContext();
        (ITransformer model, DataViewSchema inputs) = ModelFile.Load(ml, path, MaximumModelBytes);
        if (newer.Count == 0)
        {
            return new ModelReport(path, NormInspector.Inspect(model, inputs));
        }

        using RowSource source = SourceFiles.Open(newer, Format, ColumnChoice.All, again: true, cancellation);
        IReadOnlyList<BlockColumn> columns = ModelInputs.Find(source, path, inputs);
        return Reading.Show(Terminal, $"Comparing {source.Name}", source.Length, progress =>
        {
            var data = BlockDataView.Of(source, columns, $"{path} normalizes this column.", bytes => progress(bytes, 0), cancellation);
            return new ModelReport(path, NormInspector.Inspect(model, data)) { Against = source.Name, Remarks = [.. source.Remarks([])] };
        });
    }
}
