using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>One rule about a request. The generator emits nothing for a request that breaks a rule of severity error; the analyzer reports it.</summary>
internal abstract class Rule(DiagnosticDescriptor descriptor)
{
    protected const string Category = "Norm.ML";

    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    /// <summary>The vectors where the request breaks the rule.</summary>
    public abstract IEnumerable<Diagnostic> Check(Declaration declaration);

    protected Diagnostic At(Location location, params object[] arguments) => Diagnostic.Create(Descriptor, location, arguments);
}
