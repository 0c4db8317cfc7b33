using System.CommandLine;
using Norm.ML.Reliability.Faults;
using Norm.ML.Reliability.Files;

return new RootCommand("Tries to break Norm.ML, and says what was found: docs/reliability.md.")
{
    FilesMode.Create(),
    FilesMode.CreatePart(),
    FaultsCommand.Create(),
    SavingLoop.CreateCommand(),
}.Parse(args).Invoke();
