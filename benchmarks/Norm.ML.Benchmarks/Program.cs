using System.CommandLine;
using Norm.ML.Benchmarks.FitFiles;
using Norm.ML.Benchmarks.Modes;
using Norm.ML.Benchmarks.Reports;

var processor = new Option<int>("--processor")
{
    Description = "The processor to measure on.",
    DefaultValueFactory = _ => Math.Max(0, Environment.ProcessorCount - 1)
};
var filter = new Option<string>("--filter")
{
    Description = "Only comparisons whose name contains this; nothing is written.",
    DefaultValueFactory = _ => ""
};
var output = new Option<string>("--output")
{
    Description = "The folder for results.",
    DefaultValueFactory = _ => Path.Combine(RepositoryFiles.Results, Processor.FolderName)
};
var sizes = new Option<string>("--sizes")
{
    Description = "The sizes to walk, such as 1-64,768.",
    DefaultValueFactory = _ => "1-1100,2048,4096,16384"
};
var largest = new Option<int>("--largest") { Description = "The largest total, in MiB.", DefaultValueFactory = _ => 256 };
var check = new Option<bool>("--check") { Description = "Change nothing; fail if the README is out of date." };
var cells = new Option<double>("--cells")
{
    Description = "The largest data that is measured, in cells; larger is computed.",
    DefaultValueFactory = _ => 1e8
};
var file = new Option<string>("--file") { Description = "The file.", Required = true };
var gigabytes = new Option<double>("--gigabytes") { Description = "How large, in 1e9 bytes.", DefaultValueFactory = _ => 5 };
var csvGigabytes = new Option<double>("--gigabytes")
{
    Description = $"The size of the CSV file, in 1e9 bytes; results of less than {FilesMode.Gigabytes} are shown only.",
    DefaultValueFactory = _ => FilesMode.Gigabytes
};
var columns = new Option<int>("--columns") { Description = "How many columns.", DefaultValueFactory = _ => 20 };

Command[] modes =
[
    Mode("quick", "Paired ratios of every comparison, and every speed goal held against them, in under three minutes.",
        result => QuickMode.Run(result.GetValue(processor), result.GetValue(filter)!, result.GetValue(output)!), processor, filter, output),
    Mode("forms", "Strided rows, parameters per example, quantised, exact and other forms of the row norms, beside the norm itself.",
        result => FormsMode.Run(result.GetValue(processor), result.GetValue(output)!), processor, output),
    Mode("cliffs", "Sizes and totals that are slower than those beside them, than the same rows in smaller calls, or than arrays at another offset.",
        result => CliffsMode.Run(
            result.GetValue(processor), result.GetValue(sizes)!, result.GetValue(largest), result.GetValue(filter)!, result.GetValue(output)!),
        processor, sizes, largest, filter, output),
    Mode("full", "Every contender of every comparison under BenchmarkDotNet.",
        result => FullMode.Run(result.GetValue(processor), result.GetValue(filter)!, result.GetValue(output)!), processor, filter, output),
    Mode("accuracy", "The largest errors on hard data, ours and the peers', against a truth of 32 digits.",
        result => AccuracyMode.Run(result.GetValue(output)!), output),
    Mode("fit", "BatchNorm's statistics beside scikit-learn's StandardScaler.",
        result => FitMode.Run(result.GetValue(processor), result.GetValue(output)!), processor, output),
    Mode("pipeline", "Norms in an ML.NET pipeline.", result => PipelineMode.Run(result.GetValue(processor), result.GetValue(output)!), processor,
        output),
    Mode("growth", "How norm-ml fit grows with rows, columns and workers.",
        result => GrowthMode.Run(result.GetValue(output)!, result.GetValue(cells)), output, cells),
    Mode("aot", "Targets beside the JIT: compiled ahead of time, and without vector instructions.", result => AotMode.Run(result.GetValue(output)!),
        output),
    Mode("files", "norm-ml fit on a large CSV file and its Parquet and Arrow twins, beside DuckDB, and pandas with scikit-learn.",
        result => FilesMode.Run(result.GetValue(output)!, result.GetValue(csvGigabytes)), output, csvGigabytes),
    Mode("duckdb-aggregates", "What 'files' runs in a process of its own: DuckDB's aggregates of a file.",
        result => DuckDbAggregates.Run(result.GetValue(file)!), file),
    Mode("write-csv", "A CSV file of any size, to try norm-ml on.",
        result => GrowthMode.Write(result.GetValue(file)!, result.GetValue(gigabytes), result.GetValue(columns)), file, gigabytes, columns),
    Mode("generator", "The generator: 100 kernels, cold and after a keystroke.", result => GeneratorMode.Run(result.GetValue(output)!), output),
    Mode("plots", "SVG files of the results in the folder.", result => PlotsMode.Run(result.GetValue(output)!), output),
    Mode("readme", "The tables of the README and of docs/measured.md, made from committed results.", result => ReadmeMode.Run(result.GetValue(check)),
        check),
];
var root = new RootCommand("Benchmarks of Norm.ML against peers and limits.");
foreach (Command mode in modes)
{
    root.Add(mode);
}

return root.Parse(args).Invoke();

static Command Mode(string name, string description, Func<ParseResult, int> run, params Option[] options)
{
    var command = new Command(name, description);
    foreach (Option option in options)
    {
        command.Add(option);
    }

    command.SetAction(run);
    return command;
}
