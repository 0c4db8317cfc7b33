using System.CommandLine;
using Norm.ML.Reliability.Faults;

return new RootCommand("Tries to break Norm.ML, and says what was found: docs/reliability.md.")
{
    FaultsCommand.Create(),
    SavingLoop.CreateCommand(),
}.Parse(args).Invoke();
