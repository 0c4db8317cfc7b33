using System.CommandLine;
using Norm.ML.Reliability.Cold;
using Norm.ML.Reliability.Faults;
using Norm.ML.Reliability.Files;
using Norm.ML.Reliability.Load;
using Norm.ML.Reliability.Mutants;

return await new RootCommand("Tries to break Norm.ML, and says what was found: docs/reliability.md.")
{
    FilesMode.Create(),
    FilesMode.CreatePart(),
    FaultsCommand.Create(),
    SavingLoop.CreateCommand(),
    LoadRun.ToCommand(),
    ColdRun.ToCommand(),
    ColdChild.ToCommand(),
    MutantsCommand.Create(),
}.Parse(args).InvokeAsync();
