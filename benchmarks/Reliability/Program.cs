using System.CommandLine;
using Norm.ML.Reliability.Mutants;

return new RootCommand("Tries to break Norm.ML, and says what was found: docs/reliability.md.")
{
    MutantsCommand.Create(),
}.Parse(args).Invoke();
