using System.Collections.Frozen;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Norm.ML.Documents.Tests;

/// <summary>A norm is a row of the catalog: code that takes any norm finds it in a table, and does not choose between norms by name.</summary>
public class NormSwitchTests
{
    // Where norms are listed, and why. A new norm needs a line in the first four; docs/architecture.md says which.
    private static readonly FrozenDictionary<string, string> Tables = new Dictionary<string, string>
    {
        ["src/Norm.ML.Kernels/NormCatalog.cs"] = "the catalog",
        ["src/Norm.ML.Kernels/Internals/Norms/NormMethods.cs"] = "the methods of each norm",
        ["src/Norm.ML/RowNormOptions.cs"] = "the options of each norm",
        ["src/Norm.ML.Tool/Models/NormChoice.cs"] = "what each norm is called on the command line",
        ["src/Norm.ML.Onnx/Internals/Writing/OperatorWriter.cs"] = "which operator of ONNX a norm is written with; a norm without one needs no line",
        ["src/Norm.ML.Onnx/Internals/Reading/OperatorReading.cs"] = "which norm an operator of ONNX is",
        ["src/Norm.ML.Lab/Experiments/AffineUndo.cs"] = "an experiment that compares two norms",
        ["src/Norm.ML.Lab/Report/Sections/AffineSection.cs"] = "the same experiment",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Norms = Enum.GetNames<NormKind>()
        .SelectMany(norm => new[] { norm, $"{norm}Attribute", $"{norm}Options", $"{norm}Methods" }).ToFrozenSet();

    [Fact]
    public void Norms_are_listed_in_the_tables_only()
    {
        string[] files = [.. Repository.Sources().Where(file => file.StartsWith("src/", StringComparison.Ordinal)
            || file.StartsWith("generators/", StringComparison.Ordinal))];
        string[] found = [.. files.Where(file => Choices(File.ReadAllText(Path.Combine(Repository.Root, file))).Any()).Order(StringComparer.Ordinal)];
        string[] more = [.. found.Except(Tables.Keys)], fewer = [.. Tables.Keys.Except(found)];
        Assert.True(more.Length == 0, "These files choose between norms by name. A table has what a norm is and does, see docs/architecture.md: "
            + string.Join(", ", more));
        Assert.True(fewer.Length == 0, $"These files are no tables of norms any more; take them off this test's list: {string.Join(", ", fewer)}");
    }

    [Theory]
    [InlineData("switch (kind) { case NormKind.LayerNorm: F(); break; case NormKind.RmsNorm: G(); break; }", true)]
    [InlineData("_ = kind switch { NormKind.LayerNorm => 1, NormKind.RmsNorm => 2, _ => 3 };", true)]
    [InlineData("_ = divisor switch { 1 => LayerNorm.F(), _ => RmsNorm.F() };", true)]
    [InlineData("_ = request switch { LayerNormAttribute<T> => 1, RmsNormAttribute<T> => 2, _ => 3 };", true)]
    [InlineData("NormKind[] kinds = [NormKind.LayerNorm, NormKind.RmsNorm];", true)]
    [InlineData("var kinds = new[] { NormKind.LayerNorm, NormKind.RmsNorm };", true)]
    [InlineData("if (kind == NormKind.LayerNorm) F(); else if (kind == NormKind.RmsNorm) G();", true)]
    [InlineData("_ = kind is NormKind.LayerNorm or NormKind.RmsNorm;", true)]
    [InlineData("if (kind == NormKind.LayerNorm) F(); else G();", false)]
    [InlineData("_ = norm.Segment switch { NormSegment.Row => 1, _ => 2 };", false)]
    [InlineData("LayerNorm.F(); RmsNorm.F();", false)]
    public void A_choice_between_norms_is_found(string code, bool isChoice) =>
        Assert.Equal(isChoice, Choices($"class C {{ void M() {{ {code} }} }}").Any());

    /// <summary>The switches, chains of conditions and lists that name two norms.</summary>
    private static IEnumerable<SyntaxNode> Choices(string text) =>
        CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().Where(node => node switch
        {
            SwitchStatementSyntax or SwitchExpressionSyntax or BinaryPatternSyntax or CollectionExpressionSyntax
                or InitializerExpressionSyntax
            {
                RawKind: (int)SyntaxKind.ArrayInitializerExpression or (int)SyntaxKind.CollectionInitializerExpression
            } =>
                Named(node).Distinct().Count() > 1,
            IfStatementSyntax { Else.Statement: IfStatementSyntax } chain => Conditions(chain).SelectMany(Named).Distinct().Count() > 1,
            _ => false,
        });

    private static IEnumerable<ExpressionSyntax> Conditions(IfStatementSyntax? chain)
    {
        for (; chain is not null; chain = chain.Else?.Statement as IfStatementSyntax)
        {
            yield return chain.Condition;
        }
    }

    private static IEnumerable<string> Named(SyntaxNode node) =>
        node.DescendantNodes().OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText).Where(Norms.Contains);
}
