using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>Warns where a kernel is used on a column whose declared size it cannot divide into examples; one with learned statistics takes one example.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ColumnSizeAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM014",
        "The column does not have the kernel's size",
        "'{0}' takes examples of {1} elements, but column '{2}' is declared with {3}",
        "Norm.ML", DiagnosticSeverity.Warning, isEnabledByDefault: true,
        description: "The VectorType of the column, declared in this project, is not a multiple of the kernel's size (for a kernel with learned statistics: not its size), so that Fit would refuse the column. Change the kernel's size or the column.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Declared];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(EstimatorMethod.Class) is null)
                return;
            var sizes = new Lazy<ColumnSizes>(() => new ColumnSizes(start.Compilation, start.CancellationToken));
            start.RegisterOperationAction(operation => Analyze(operation, sizes), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, Lazy<ColumnSizes> sizes)
    {
        var call = (IInvocationOperation)context.Operation;
        if (KernelOf(call.TargetMethod) is not { } kernel || Column(call) is not { } column)
            return;
        KernelDefinition definition = kernel.ToDefinition();
        int size = definition.ExampleLength;
        if (sizes.Value.Of(column) is { } declared && (definition.Norm.Fitted ? declared != size : declared % size != 0))
            context.ReportDiagnostic(Diagnostic.Create(Declared, call.Syntax.GetLocation(), kernel.Type.Name, size, column, declared));
    }

    // The kernel is a type argument of the estimator that the call returns.
    private static Declaration? KernelOf(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 2 } estimator
        && method.Parameters.Any(parameter => parameter.Name == "outputColumnName")
        && estimator.TypeArguments[0] is INamedTypeSymbol type
        && KernelAttributes.On(type).FirstOrDefault() is { } attribute
        && Declaration.TryRead(type, attribute) is { } declaration && Rules.Accept(declaration)
            ? declaration
            : null;

    // The name of the input, where it is a constant; the output's name stands for an input that is not given.
    private static string? Column(IInvocationOperation call) =>
        IsNull(Argument(call, "inputColumnName")) ? Argument(call, "outputColumnName")?.ConstantValue.Value as string : Argument(call, "inputColumnName")!.ConstantValue.Value as string;

    private static bool IsNull(IOperation? argument) => argument is null or { ConstantValue: { HasValue: true, Value: null } };

    private static IOperation? Argument(IInvocationOperation call, string parameter) => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value;
}
