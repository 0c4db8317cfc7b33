using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Emit;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>No member, and not the struct itself, has a name that emitted code needs.</summary>
internal sealed class NameTaken() : Rule(Declared)
{
    private static readonly DiagnosticDescriptor Declared = new(
        "NORM011",
        "A name that the kernel needs is taken",
        "'{0}' cannot have a kernel, because '{1}' is a name that the emitted code needs",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        description: "The kernel's members have fixed names (Kind, ExampleLength, GammaLength, BetaLength, Epsilon, Precision, Normalize and others). Rename the struct or its member.");

    public override IEnumerable<Diagnostic> Check(Declaration declaration)
    {
        INamedTypeSymbol type = declaration.Type;
        if (EmittedNames.Members.Contains(type.Name))
            yield return At(declaration.NameLocation, type.Name, type.Name);

        foreach (string name in EmittedNames.Members)
        {
            if (type.GetMembers(name).FirstOrDefault(IsWritten) is { } member)
                yield return At(member.Locations[0], type.Name, name);
        }

        string extensions = EmittedNames.ExtensionClass(TargetReader.Read(type));
        if (type.ContainingNamespace.GetMembers(extensions).FirstOrDefault(OwnOutput.IsUsers) is { } user)
            yield return At(declaration.NameLocation, type.Name, user.Name);

        // A type of the global namespace hides a namespace of that name from all code.
        foreach (string space in EmittedNames.Namespaces)
        {
            if (!type.ContainingAssembly.GlobalNamespace.GetTypeMembers(space).IsEmpty)
                yield return At(declaration.NameLocation, type.Name, $"global::{space}");
        }
    }

    // An accessor goes with its property, which has a name of its own.
    private static bool IsWritten(ISymbol member) => OwnOutput.IsUsers(member) && member is not IMethodSymbol { AssociatedSymbol: not null };
}
