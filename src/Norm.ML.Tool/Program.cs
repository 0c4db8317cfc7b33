using Norm.ML.Tool.Commands;
using Norm.ML.Tool.Output;

using var signals = new Signals();
return await NormMlCommand.RunAsync(args, Terminal.OfProcess(), signals.Stopped);
