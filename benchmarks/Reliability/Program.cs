using System.CommandLine;
using Norm.ML.Reliability.Cold;
using Norm.ML.Reliability.Load;

return await new RootCommand("Tries to break Norm.ML, and says what was found: docs/reliability.md.")
{
    // One line per mode.
    LoadRun.ToCommand(),
    ColdRun.ToCommand(),
    ColdChild.ToCommand(),
}.Parse(args).InvokeAsync();
