using System.CommandLine;
using Norm.ML.Benchmarks.Modes;
using Norm.ML.Benchmarks.Reports;

var processor = new Option<int>("--processor") { Description = "The processor to measure on.", DefaultValueFactory = _ => Math.Max(0, Environment.ProcessorCount - 1) };
var filter = new Option<string>("--filter") { Description = "Only comparisons whose name contains this; nothing is written.", DefaultValueFactory = _ => "" };
var output = new Option<string>("--output") { Description = "The folder for results.", DefaultValueFactory = _ => Path.Combine(RepositoryFiles.Results, Processor.FolderName) };

var quick = new Command("quick", "Paired ratios of every comparison and every speed goal, in under three minutes.") { processor, filter, output };
quick.SetAction(result => QuickMode.Run(result.GetValue(processor), result.GetValue(filter)!, result.GetValue(output)!));

return new RootCommand("Benchmarks of Norm.ML against peers and limits.") { quick }.Parse(args).Invoke();
