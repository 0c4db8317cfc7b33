using System.CommandLine;
using Norm.ML.Reliability.Files;

return new RootCommand("Tries to break Norm.ML, and says what was found: docs/reliability.md.")
{
    // One line per mode.
    FilesMode.Create(),
    FilesMode.CreatePart(),
}.Parse(args).Invoke();
