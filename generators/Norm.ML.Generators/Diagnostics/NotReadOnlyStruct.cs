using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>Classes, ref structs and structs that can change are refused.</summary>
internal sealed class NotReadOnlyStruct() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM002",
        "A kernel is a readonly struct",
        "'{0}' has to be a readonly struct: a kernel is a name without state",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "A kernel is used as a type argument, which the JIT specialises for structs only, and it holds no state. Declare it as 'readonly partial struct'.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration) =>
        declaration.Type is { TypeKind: TypeKind.Struct, IsReadOnly: true, IsRefLikeType: false } ? [] : [At(declaration.NameLocation, declaration.Type.Name)];
}
