using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>
/// Says where a kernel calls the library (NORM013). Errors are the generator's to report, so that they cannot be switched off; but editors offer
/// repairs for what analyzers report only, so this one reports errors that have a repair a second time, hidden.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KernelAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> Repairable =
        new[] { Descriptors.NotPartial, Descriptors.NotReadOnlyStruct, Descriptors.NoElementType }.ToImmutableDictionary(rule => rule.Id, Hidden);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.NotSpecialised, .. Repairable.Values];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
        context.RegisterSyntaxNodeAction(AnalyzeAttribute, SyntaxKind.Attribute);
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (AttributeData attribute in KernelAttributes.On(type))
        {
            if (Declaration.TryRead(type, attribute) is not { } declaration)
            {
                continue;
            }

            IReadOnlyList<Finding> findings = Rules.Check(declaration, context.Compilation);
            foreach (Finding finding in findings)
            {
                Repeat(finding, context.ReportDiagnostic);
            }

            if (findings.Count == 0 && declaration.IsReadable && Planner.Plan(declaration.ToDefinition()) is LibraryPlan plan)
            {
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotSpecialised, declaration.NameLocation, type.Name, plan.Reason));
            }
        }
    }

    private static void AnalyzeAttribute(SyntaxNodeAnalysisContext context)
    {
        if (ElementTypeMissing.IsCandidate(context.Node)
            && ElementTypeMissing.Find((AttributeSyntax)context.Node, context.SemanticModel, context.CancellationToken) is { } finding)
        {
            Repeat(finding, context.ReportDiagnostic);
        }
    }

    private static void Repeat(Finding finding, Action<Diagnostic> report)
    {
        if (Repairable.TryGetValue(finding.Rule.Id, out DiagnosticDescriptor? hidden))
        {
            report(Diagnostic.Create(hidden, finding.Location, RepairOf(finding), [.. finding.Arguments]));
        }
    }

    // What to write instead, for the fix, which does not see this project's types.
    private static ImmutableDictionary<string, string?> RepairOf(Finding finding) => finding.Rule == Descriptors.NoElementType
        ? ImmutableDictionary<string, string?>.Empty.Add("Repair", finding.Arguments[1])
        : ImmutableDictionary<string, string?>.Empty;

#pragma warning disable RS1017 // The id is that of the rule that is repeated.
    private static DiagnosticDescriptor Hidden(DiagnosticDescriptor rule) => new(
        rule.Id, rule.Title, rule.MessageFormat, rule.Category, DiagnosticSeverity.Hidden, true, rule.Description, rule.HelpLinkUri,
            [.. rule.CustomTags]);
#pragma warning restore RS1017
}
