using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>A rule that a request breaks, and where, while the compiler's objects are at hand.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, Location Location, params string[] Arguments)
{
    /// <summary>The finding as plain data, which the pipeline can keep and compare.</summary>
    public Problem ToProblem()
    {
        FileLinePositionSpan lines = Location.GetLineSpan(), mapped = Location.GetMappedLineSpan();
        return new(Rule.Id, new(Location.SourceTree?.FilePath ?? "", Location.SourceSpan, lines.Span, mapped.Path, mapped.Span), new(Arguments));
    }
}

/// <summary>A rule that a request breaks, as plain data: what the generator reports.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Place">The words that are wrong.</param>
/// <param name="Arguments">What the message names.</param>
internal sealed record Problem(string Id, SourcePlace Place, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptors.Get(Id), Place.ToLocation(), [.. Arguments]);
}

/// <summary>A place in a file, as plain data. A <c>#line</c> directive maps it to another file.</summary>
internal sealed record SourcePlace(string Path, TextSpan Span, LinePositionSpan Lines, string MappedPath, LinePositionSpan MappedLines)
{
    public Location ToLocation() => Location.Create(Path, Span, Lines, MappedPath, MappedLines);
}
