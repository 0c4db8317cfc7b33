using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Commands;

/// <summary>The work of <c>norm-ml fit</c>.</summary>
sealed class FitJob
{
    public required string Data { get; init; }

    public required NormChoice Norm { get; init; }

    public required IReadOnlyList<string> Columns { get; init; }

    public required IReadOnlyList<string> Ignore { get; init; }

    public required string? Model { get; init; }

    public required char? Separator { get; init; }

    public required Terminal Terminal { get; init; }

    public void Run(CancellationToken cancellation)
    {
        string modelPath = Model ?? Path.ChangeExtension(Data, ".model.zip");
        CsvFile file = CsvFile.Open(Data, Separator);
        IReadOnlyList<ColumnProfile> profiles =
            Reading.Show(Terminal, $"Looking at {Data}", file.Length, progress => ColumnProfile.Read(file, progress, cancellation));
        IReadOnlyList<ColumnProfile> chosen = ColumnChoice.Choose(file, profiles, Columns, Ignore);
        if (chosen.Count < Norm.FewestColumns)
            throw new ToolException($"{Data}: {Norm.Title} needs {Norm.FewestColumns} columns of numbers or more; there is {chosen.Count}.");

        var ml = new MLContext();
        (ITransformer model, DataViewSchema inputs, RunningStatistics statistics) =
            Reading.Show(Terminal, $"Fitting {Data}", file.Length, progress => Fit(ml, file, chosen, progress, cancellation));
        ModelFile.Save(ml, modelPath, model, inputs, cancellation);

        StatisticsTable.Write(Terminal, statistics);
        Remark(file, profiles, chosen, modelPath);
    }

    (ITransformer Model, DataViewSchema Inputs, RunningStatistics Statistics) Fit(
        MLContext ml, CsvFile file, IReadOnlyList<ColumnProfile> chosen, ReadProgress progress, CancellationToken cancellation)
    {
        long rows = 0;
        CsvColumn[] columns = [.. chosen.Select(column => new CsvColumn(column.Name, file.IndexOf(column.Name), NumberDataViewType.Double))];
        var data = new CsvDataView(file, columns)
        {
            Advice = name => $"'--ignore {name}' leaves the column as it is.",
            Progress = (bytes, read) =>
            {
                rows = read;
                progress(bytes, read);
            },
            Cancellation = cancellation,
        };
        ITransformer gather = ml.Transforms.Concatenate(ModelFile.Features, [.. chosen.Select(column => column.Name)]).Fit(data);
        IDataView features = gather.Transform(data);

        // The statistics of the table are BatchNorm's, whatever the norm.
        BatchNormTransformer batch = FitBatchNorm(ml, features, () => rows);
        IEstimator<ITransformer> estimator = Norm.Create(ml.Transforms, ModelFile.Features);
        ITransformer norm = estimator is BatchNormEstimator ? batch : estimator.Fit(features);
        return (new TransformerChain<ITransformer>(gather, norm), data.Schema, batch.Statistics);
    }

    BatchNormTransformer FitBatchNorm(MLContext ml, IDataView features, Func<long> rows)
    {
        try
        {
            return ml.Transforms.BatchNorm(ModelFile.Features).Fit(features);
        }
        catch (InvalidOperationException problem) when (ToolException.In(problem) is null)
        {
            string reason = rows() < 2 ? "there is 1 row below the header; 2 or more are needed." : OneLine.Of(problem);
            throw new ToolException($"{Data}: {reason}", problem);
        }
    }

    void Remark(CsvFile file, IReadOnlyList<ColumnProfile> profiles, IReadOnlyList<ColumnProfile> chosen, string modelPath)
    {
        string[] others = [.. profiles.Except(chosen).Select(Why)];
        string rest = others.Length > 0 ? $" Left as they are: {string.Join(", ", others)}." : "";
        Terminal.Say($"{modelPath}: {Norm.Title} of {chosen.Count} of the {file.Header.Count} columns of {Data}.{rest}");
    }

    static string Why(ColumnProfile profile) => profile.Kind switch
    {
        ColumnKind.Text => $"{profile.Name} (text)",
        ColumnKind.Empty => $"{profile.Name} (no values)",
        _ => profile.Name,
    };
}
