using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Caching;

/// <summary>
/// What holds for every run: a second one on an equal compilation finds each stage's outputs, and no stage keeps the compiler's objects.
/// </summary>
internal static class Cached
{
    public static void AssertEverything(GeneratorRun first)
    {
        GeneratorRun second = first.Again(first.Input.Clone());
        foreach (string stage in Stages.All)
        {
            IncrementalStepRunReason[] before = Reasons(first, stage), after = Reasons(second, stage);
            Assert.Equal(before.Length, after.Length);
            Assert.All(after, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged,
                $"{stage} is {reason}."));
        }

        IncrementalStepRunReason[] outputs = [.. second.Result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .Select(output => output.Reason)];
        Assert.All(outputs, reason => Assert.True(reason is IncrementalStepRunReason.Cached, $"An output is {reason}."));
        Assert.Equal(first.Files.Select(file => file.SourceText.ToString()), second.Files.Select(file => file.SourceText.ToString()));

        foreach (object value in Stages.All.SelectMany(stage => Steps(first, stage)).SelectMany(step => step.Outputs).Select(output => output.Value))
        {
            AssertPlain(value, []);
        }
    }

    /// <summary>Why each output of a stage is as it is.</summary>
    public static IncrementalStepRunReason[] Reasons(GeneratorRun run, string stage) =>
        [.. Steps(run, stage).SelectMany(step => step.Outputs).Select(output => output.Reason)];

    private static IEnumerable<IncrementalGeneratorRunStep> Steps(GeneratorRun run, string stage) =>
        run.Result.TrackedSteps.TryGetValue(stage, out var steps) ? steps : [];

    /// <summary>Walks the fields of a value: it may not hold symbols, syntax, locations or compilations.</summary>
    internal static void AssertPlain(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Location or Compilation or SemanticModel or AttributeData,
            $"A stage keeps a {value.GetType()}.");
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertPlain(item, seen);
            }
        }

        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly))
            {
                AssertPlain(field.GetValue(value), seen);
            }
        }
    }
}
