using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>
/// Follows an expression back to what is known of it: local variables that are set once, and methods of ML.NET whose effect is known.
/// </summary>
internal static class PipelineTrace
{
    /// <summary>The kernel that the call of an estimator's method is made for: a type argument of what it returns.</summary>
    public static Declaration? KernelOf(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { TypeArguments: [INamedTypeSymbol type, _] }
        && method.Parameters.Any(parameter => parameter.Name == "outputColumnName")
        && KernelAttributes.On(type).FirstOrDefault() is { } attribute
        && Declaration.TryRead(type, attribute) is { IsReadable: true } declaration
            ? declaration
            : null;

    /// <summary>The class whose members are the columns of a data view.</summary>
    public static INamedTypeSymbol? RowClass(IOperation data) => Origin(data) switch
    {
        // Data as it is read.
        IInvocationOperation
        {
            TargetMethod:
            {
                Name: "LoadFromEnumerable" or "LoadFromTextFile",
                TypeArguments: [INamedTypeSymbol rows]
            } method
        } load
            when IsMLNet(method) && IsNull(Argument(load, "schemaDefinition")) && Argument(load, "schema") is null => rows,

        // What chooses rows leaves the columns as they are.
        IInvocationOperation { TargetMethod.ContainingType.Name: "DataOperationsCatalog" } choice
            when IsMLNet(choice.TargetMethod) && Argument(choice, "input") is { } input && choice.TargetMethod.ReturnType.Name == "IDataView" =>
                RowClass(input),

        // One half of TrainTestSplit(data).
        IPropertyReferenceOperation { Property.Name: "TrainSet" or "TestSet", Instance: { } split }
            when Origin(split) is IInvocationOperation { TargetMethod.Name: "TrainTestSplit" } call && IsMLNet(call.TargetMethod)
                && Argument(call, "data") is { } whole => RowClass(whole),
        _ => null,
    };

    /// <summary>
    /// The steps of a pipeline whose input is a column of the data as it is read, because no step before them writes it; up to a step whose effect is
    /// not known.
    /// </summary>
    public static IEnumerable<(IInvocationOperation Step, string Column)> UntouchedInputs(IOperation pipeline)
    {
        var written = new HashSet<string>();
        foreach (IOperation? operation in Steps(pipeline))
        {
            if (operation is not IInvocationOperation step || Constant(Argument(step, "outputColumnName")) is not { } output
                || !WritesItsOutputOnly(step))
                yield break;
            IOperation? given = Argument(step, "inputColumnName");
            if ((IsNull(given) ? output : Constant(given)) is { } input && !written.Contains(input))
                yield return (step, input);
            written.Add(output);
        }
    }

    // a.Append(b).Append(c): a, b, c.
    private static IEnumerable<IOperation?> Steps(IOperation pipeline)
    {
        if (Origin(pipeline) is not IInvocationOperation { TargetMethod.Name: "Append" } append || !IsMLNet(append.TargetMethod))
            return [Origin(pipeline)];
        IOperation? before = append.Instance ?? Argument(append, "start"), step = Argument(append, "estimator");
        return before is null || step is null ? [null] : Steps(before).Concat(Steps(step));
    }

    // Options of ML.NET's can name further columns.
    private static bool WritesItsOutputOnly(IInvocationOperation step) =>
        KernelOf(step.TargetMethod) is not null
        || IsIn(step.TargetMethod, KernelAttributes.Namespace)
        || (IsMLNet(step.TargetMethod)
            && !step.TargetMethod.Parameters.Any(parameter => parameter.Type.Name.EndsWith("Options", StringComparison.Ordinal)));

    // What a value was made by: through conversions, and through local variables that are set where they are declared and nowhere else.
    private static IOperation Origin(IOperation operation)
    {
        IOperation value = operation;
        while (true)
        {
            if (value is IConversionOperation { OperatorMethod: null } conversion)
                value = conversion.Operand;
            else if (value is IParenthesizedOperation parenthesized)
                value = parenthesized.Operand;
            else if (value is ILocalReferenceOperation { Local: var local } reference && Initial(local, reference) is { } initial)
                value = initial;
            else
                return value;
        }
    }

    private static IOperation? Initial(ILocalSymbol local, ILocalReferenceOperation reference)
    {
        if (reference.SemanticModel is not { } model || local.DeclaringSyntaxReferences is not [{ } declared]
            || declared.SyntaxTree != reference.Syntax.SyntaxTree || declared.Span.End > reference.Syntax.SpanStart
            || declared.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: { } initial })
            return null;

        // The method, or all statements of the file.
        SyntaxNode scope = reference.Syntax.Ancestors()
            .First(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax);
        bool isSetAgain = scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            name.Identifier.ValueText == local.Name && IsWritten(name)
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local));
        return isSetAgain ? null : model.GetOperation(initial);
    }

    private static bool IsWritten(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax,
        RefExpressionSyntax => true,
        _ => false,
    };

    private static bool IsMLNet(IMethodSymbol method) => IsIn(method, "Microsoft.ML") || IsIn(method, "Microsoft.ML.Data");

    private static bool IsIn(IMethodSymbol method, string space) => method.ContainingNamespace?.ToDisplayString() == space;

    private static bool IsNull(IOperation? argument) => argument is null or { ConstantValue: { HasValue: true, Value: null } };

    private static string? Constant(IOperation? argument) => argument?.ConstantValue.Value as string;

    private static IOperation? Argument(IInvocationOperation call, string parameter)
    {
        IOperation? value = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value;
        return value is IConversionOperation { ConstantValue.HasValue: false, OperatorMethod: null } conversion ? conversion.Operand : value;
    }
}
