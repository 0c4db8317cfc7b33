using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Norm.ML.Generators.Emit;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>
/// Warns where a kernel is fitted on a column that it cannot divide into examples (NORM014). It follows a call of Fit to both ends: to the class that
/// the data is read as, and to the kernels of the pipeline. Where either is not known for sure, it says nothing.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ColumnSizeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.ColumnSize];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(EstimatorMethod.Class) is not null)
            {
                start.RegisterOperationAction(AnalyzeFit, OperationKind.Invocation);
            }
        });
    }

    private static void AnalyzeFit(OperationAnalysisContext context)
    {
        var fit = (IInvocationOperation)context.Operation;
        if (fit is not { TargetMethod.Name: "Fit", Instance: { } pipeline, Arguments: [{ } data] }
            || PipelineTrace.RowClass(data.Value) is not { } rows)
        {
            return;
        }

        foreach ((IInvocationOperation step, string column) in PipelineTrace.UntouchedInputs(pipeline))
        {
            if (PipelineTrace.KernelOf(step.TargetMethod) is not { } kernel || ColumnSize.Of(rows, column) is not { } size
                || Rules.Check(kernel, context.Compilation).Count > 0)
            {
                continue;
            }

            KernelDefinition definition = kernel.ToDefinition();
            if (definition.Norm.Fitted ? size != definition.ExampleLength : size % definition.ExampleLength != 0)
            {
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.ColumnSize, step.Syntax.GetLocation(),
                    kernel.Type.Name, Literal.Count(definition.ExampleLength, "element"), column, rows.Name, size));
            }
        }
    }
}

/// <summary>The size of a column, as the class of its rows declares it.</summary>
internal static class ColumnSize
{
    /// <summary>
    /// The number of elements of a member with a <c>VectorType</c> that says so; null for others, and if several members have the column's name.
    /// </summary>
    public static long? Of(INamedTypeSymbol rows, string column)
    {
        ISymbol[] members = [.. Members(rows).Where(member => NameOf(member) == column)];
        return members.Length == 1 ? SizeOf(members[0]) : null;
    }

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol rows)
    {
        for (INamedTypeSymbol? type = rows; type is not null; type = type.BaseType)
        {
            foreach (ISymbol member in type.GetMembers())
            {
                bool isColumn = member is IPropertySymbol or IFieldSymbol
                    && member is { DeclaredAccessibility: Accessibility.Public, IsStatic: false };
                if (isColumn && Attribute(member, "NoColumnAttribute") is null)
                {
                    yield return member;
                }
            }
        }
    }

    private static string NameOf(ISymbol member) =>
        Attribute(member, "ColumnNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string ?? member.Name;

    // [VectorType(8)] or [VectorType(2, 4)]; a 0 stands for a size known at run time.
    private static long? SizeOf(ISymbol member)
    {
        if (Attribute(member, "VectorTypeAttribute")?.ConstructorArguments is not { Length: 1 } arguments)
        {
            return null;
        }

        TypedConstant argument = arguments[0];
        long[] dimensions = argument.Kind == TypedConstantKind.Array && !argument.IsNull
            ? [.. argument.Values.Select(value => value.Value as int? ?? 0L)]
            : [argument.Value as int? ?? 0L];
        if (dimensions.Length == 0 || dimensions.Any(dimension => dimension < 1))
        {
            return null;
        }

        long size = dimensions.Aggregate((a, b) => a * b);
        return Attribute(member, "LoadColumnAttribute") is { } loaded && LoadedSize(loaded) != size ? null : size;
    }

    // A text file gives the columns from the first to the last, whatever VectorType says.
    private static long? LoadedSize(AttributeData loaded) =>
        loaded.ConstructorArguments is [{ Value: int first }, { Value: int last }] ? last - (long)first + 1 : null;

    private static AttributeData? Attribute(ISymbol member, string name) => member.GetAttributes().FirstOrDefault(attribute =>
        attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == "Microsoft.ML.Data");
}
