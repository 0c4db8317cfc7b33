using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Norm.ML.Generators.Model;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>All that a request is checked for. One finding is enough to get no kernel.</summary>
internal static class Rules
{
    /// <summary>The oldest language that compiles what is emitted: static members of interfaces.</summary>
    public const LanguageVersion OldestLanguage = LanguageVersion.CSharp11;

    /// <summary>What is wrong with a request. Where the project itself cannot compile a kernel, or nothing has a name, only that is said.</summary>
    public static IReadOnlyList<Finding> Check(Declaration declaration, Compilation compilation)
    {
        if (CheckProject(declaration, compilation) is { } project)
        {
            return [project];
        }

        if (StructRules.CheckNames(declaration) is { } nameless)
        {
            return [nameless];
        }

        return [.. StructRules.Check(declaration), .. ArgumentRules.Check(declaration)];
    }

    private static Finding? CheckProject(Declaration declaration, Compilation compilation)
    {
        if (compilation is CSharpCompilation { LanguageVersion: < OldestLanguage and var language })
        {
            return new(Descriptors.LanguageTooOld, declaration.NameLocation, declaration.Type.Name, language.ToDisplayString(),
                OldestLanguage.ToDisplayString());
        }

        IAssemblySymbol library = declaration.Attribute.AttributeClass!.ContainingAssembly;
        return References.OnlyAlias(compilation, library) is { } alias
            ? new(Descriptors.Aliased, declaration.NameLocation, declaration.Type.Name, library.Name, alias)
            : null;
    }
}
