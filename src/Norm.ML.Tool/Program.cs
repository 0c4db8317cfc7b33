using Norm.ML.Tool.Commands;
using Norm.ML.Tool.Output;

return await NormMlCommand.RunAsync(args, Terminal.OfProcess(), Signals.Handle());
