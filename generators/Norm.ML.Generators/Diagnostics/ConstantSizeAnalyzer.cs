using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Norm.ML.Generators.Model;
using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>
/// Says where the library is called with a constant size for which a kernel can be written out (NORM019), and what to write instead.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConstantSizeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.ConstantSize];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation is not CSharpCompilation { LanguageVersion: >= Rules.OldestLanguage })
            {
                return;
            }

            foreach (NormDefinition norm in NormCatalog.All.Where(norm => norm.Segment == NormSegment.Row))
            {
                // The library itself is no user of its kernels.
                if (start.Compilation.GetTypeByMetadataName($"Norm.ML.{norm.Kind}") is { } type
                    && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, start.Compilation.Assembly))
                {
                    start.RegisterOperationAction(operation => Analyze(operation, type, norm), OperationKind.Invocation);
                }
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, INamedTypeSymbol type, NormDefinition norm)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: "Normalize", TypeArguments: [{ } element] }
            || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, type) || call.SemanticModel is not { } model
            || call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax method } syntax
            || syntax.ArgumentList.Arguments.Any(argument => argument.NameColon is not null)
            || ConstantSizeCall.Read(call, norm) is not { } found || found.Definition(element) is not { } definition
            || Planner.Plan(definition) is LibraryPlan)
        {
            return;
        }

        string name = FreeName(model, syntax.SpanStart, $"{norm.Kind}{definition.ExampleLength}");
        string prefix = method.Expression is IdentifierNameSyntax ? "" : "global::Norm.ML.";
        string request = $"{prefix}{norm.Kind}<{(definition.Element == ElementType.Double ? "double" : "float")}>({found.Arguments(definition)})";
        ImmutableDictionary<string, string?> repair = ImmutableDictionary<string, string?>.Empty
            .Add("Call", $"{name}.Normalize({found.X}, {(norm.HasGamma ? $"{found.Gamma}, {found.Beta}, " : "")}{found.Destination})")
            .Add("Declaration", $"[{request}]|internal readonly partial struct {name};")
            .Add("Name", name);
        context.ReportDiagnostic(
            Diagnostic.Create(Descriptors.ConstantSize, syntax.GetLocation(), repair, definition.ExampleLength, $"[{request}]"));
    }

    private static string FreeName(SemanticModel model, int position, string wanted)
    {
        string name = wanted;
        for (int i = 2; !model.LookupSymbols(position, name: name).IsEmpty; i++)
        {
            name = wanted + "Kernel" + (i == 2 ? "" : i.ToString(CultureInfo.InvariantCulture));
        }

        return name;
    }
}

/// <summary>A call of the library with constants for all that a kernel fixes.</summary>
internal sealed record ConstantSizeCall(NormDefinition Norm, int Size, KernelOptions Options, string X, string Gamma, string Beta, string Destination)
{
    /// <summary>Null if something is not constant, or is nothing that a kernel can be requested with.</summary>
    public static ConstantSizeCall? Read(IInvocationOperation call, NormDefinition norm)
    {
        var arguments = call.Arguments.Where(argument => argument.Parameter is not null).ToDictionary(argument => argument.Parameter!.Name);
        bool hasOffset = norm.Divisor == NormDivisor.RootMeanSquare;
        string[] none = [], parameters =
        [
            "x", "size", .. norm.HasGamma ? ["gamma"] : none, .. norm.HasBeta ? ["beta"] : none, "destination", "epsilon", "precision",
            .. hasOffset ? ["unitOffset"] : none,
        ];
        if (arguments.Count != parameters.Length || parameters.Any(parameter => !arguments.ContainsKey(parameter))
            || Constant("size") is not int size || size < 1
            || Constant("epsilon") is not double epsilon || !(epsilon > 0 && epsilon <= double.MaxValue)
            || Constant("precision") is not int precision || !Enum.IsDefined(typeof(NormPrecision), precision))
        {
            return null;
        }

        bool gamma = norm.HasGamma && !IsEmpty("gamma"), beta = norm.HasBeta && !IsEmpty("beta");
        bool unitOffset = hasOffset && Constant("unitOffset") is true;
        if ((hasOffset && Constant("unitOffset") is null) || (!gamma && (beta || unitOffset)))
        {
            return null;
        }

        var options = new KernelOptions
        {
            Epsilon = epsilon,
            Affine = gamma || !norm.HasGamma,
            Bias = beta || !norm.HasBeta || !gamma,
            UnitOffset = unitOffset,
            Precision = (NormPrecision)precision,
        };
        return new(norm, size, options, Text("x"), gamma ? Text("gamma") : "default", beta ? Text("beta") : "default", Text("destination"));

        object? Constant(string name) => arguments[name].Value.ConstantValue is { HasValue: true, Value: { } value } ? value : null;

        string Text(string name) => arguments[name].Value.Syntax.ToString();

        bool IsEmpty(string name)
        {
            IOperation value = arguments[name].Value;
            while (value is IConversionOperation conversion)
            {
                value = conversion.Operand;
            }

            return value is IDefaultValueOperation || value.Syntax.ToString() == "[]";
        }
    }

    /// <summary>What is computed; null for elements that have no kernel.</summary>
    public KernelDefinition? Definition(ITypeSymbol element)
    {
        ElementType? type = element.SpecialType switch
        {
            SpecialType.System_Single => ElementType.Single,
            SpecialType.System_Double => ElementType.Double,
            _ => null,
        };
        return type is { } known
            ? new KernelDefinition { Kind = Norm.Kind, Element = known, Shape = new() { Normalized = new([Size]) }, Options = Options }
            : null;
    }

    /// <summary>The arguments of the attribute that requests the kernel.</summary>
    public string Arguments(KernelDefinition definition)
    {
        var arguments = new List<string> { Size.ToString(CultureInfo.InvariantCulture) };
        var usual = new KernelOptions();
        if (Options.Epsilon != Norm.DefaultEpsilon)
        {
            arguments.Add($"Epsilon = {Options.Epsilon.ToString("R", CultureInfo.InvariantCulture)}");
        }

        if (!Options.Affine)
        {
            arguments.Add("Affine = false");
        }
        else if (!Options.Bias)
        {
            arguments.Add("Bias = false");
        }

        if (Options.UnitOffset)
        {
            arguments.Add("UnitOffset = true");
        }

        // Of doubles there is one precision.
        if (Options.Precision != usual.Precision && definition.Element != ElementType.Double)
        {
            arguments.Add($"Precision = NormPrecision.{Options.Precision}");
        }

        return string.Join(", ", arguments);
    }
}
