using Norm.ML.Samples.Live;
using Norm.ML.Samples.Live.Cost;
using Norm.ML.Samples.Live.Serving;
using Norm.ML.Samples.Live.Silos;

try
{
    CommandLine line = CommandLine.Read(args);
    await (line.Command switch
    {
        "silo" => SiloProcess.Run(line),
        "client" => ClientProcess.Run(line),
        "cost" => CostRun.Run(line),
        _ => MemoryCost.Run(line),
    });
    return 0;
}
catch (Exception problem) when (problem is ArgumentException or IOException or Npgsql.NpgsqlException or Norm.ML.LiveStatisticsException)
{
    Console.Error.WriteLine($"live-statistics: {problem.Message}");
    return 1;
}
