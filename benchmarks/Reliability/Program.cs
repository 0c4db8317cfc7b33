using System.CommandLine;

return new RootCommand("Tries to break Norm.ML, and says what was found: docs/reliability.md.")
{
    // One line per mode.
}.Parse(args).Invoke();
