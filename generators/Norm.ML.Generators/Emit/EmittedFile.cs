namespace Norm.ML.Generators.Emit;

/// <summary>A file to add to the compilation.</summary>
internal sealed record EmittedFile(string Name, string Text);
