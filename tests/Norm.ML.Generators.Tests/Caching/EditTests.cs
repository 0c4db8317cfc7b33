using Microsoft.CodeAnalysis;
using Norm.ML.Generators.Tests.Testing;

namespace Norm.ML.Generators.Tests.Caching;

/// <summary>One test for each kind of edit: which stage ran again, and what came of it.</summary>
public class EditTests
{
    private const IncrementalStepRunReason Same = IncrementalStepRunReason.Unchanged;
    private const IncrementalStepRunReason Hit = IncrementalStepRunReason.Cached;
    private const IncrementalStepRunReason Modified = IncrementalStepRunReason.Modified;
    private const IncrementalStepRunReason New = IncrementalStepRunReason.New;
    private const IncrementalStepRunReason Removed = IncrementalStepRunReason.Removed;

    private static readonly string Kernel = Source.Kernel("LayerNorm<float>(8)");
    private static readonly string Other = Source.Kernel("RmsNorm<float>(8)", "public readonly partial struct Other;");

    [Fact]
    public void Added_comment_emits_nothing_new()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => text + "\n// a comment");
        AssertNothingAnew(run);
    }

    [Fact]
    public void Added_line_above_the_struct_emits_nothing_new()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => "// moved down\n\n" + text);
        AssertNothingAnew(run);
    }

    [Fact]
    public void Added_member_emits_nothing_new()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => text.Replace("BertNorm;", "BertNorm { public static int Own => 1; }"));
        AssertNothingAnew(run);
    }

    [Fact]
    public void Edit_of_another_file_emits_nothing_new()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel, "class Unrelated;").Edit(1, text => text + " class More;");
        AssertNothingAnew(run);
    }

    [Fact]
    public void Default_written_out_emits_nothing_new()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => text.Replace("(8)", "(8, Epsilon = 1e-5, Affine = true)"));
        AssertNothingAnew(run);
    }

    [Fact]
    public void Changed_size_writes_the_file_again()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => text.Replace("(8)", "(9)"));
        AssertReasons(run, host: Same, requests: Modified, clashes: Same, plans: Modified, files: Modified, outputs: Modified);
        Assert.Contains("ExampleLength => 9;", run.Text);
    }

    [Fact]
    public void Changed_option_writes_the_file_again()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => text.Replace("(8)", "(8, Epsilon = 1e-6)"));
        AssertReasons(run, host: Same, requests: Modified, clashes: Same, plans: Modified, files: Modified, outputs: Modified);
        Assert.Contains("Epsilon => 1e-6;", run.Text);
    }

    [Fact]
    public void Changed_accessibility_writes_the_same_text()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => text.Replace("public ", "internal "));
        AssertReasons(run, host: Same, requests: Modified, clashes: Same, plans: Modified, files: Same, outputs: Hit);
    }

    [Fact]
    public void Renamed_struct_moves_to_another_file()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => text.Replace("BertNorm", "BirdNorm"));
        AssertReasons(run, host: Same, requests: Modified, clashes: Same, plans: Modified, files: Modified, outputs: Modified);
        Assert.Equal("Demo.BirdNorm.g.cs", Assert.Single(run.Files).HintName);
    }

    [Fact]
    public void Added_kernel_leaves_the_others_alone()
    {
        GeneratorRun first = GeneratorRun.Of(Kernel);
        GeneratorRun run = first.Again(first.Input.AddSyntaxTrees(Source.Parse(Other, "Other.cs")));
        Assert.Equal([New, Hit], Reasons(run, Stages.Requests));
        Assert.Equal([Same], Reasons(run, Stages.Clashes));
        Assert.Equal([New, Hit], Reasons(run, Stages.Plans));
        Assert.Equal([New, Hit], Reasons(run, Stages.Files));
        Assert.Equal(2, run.Files.Count);
    }

    [Fact]
    public void Removed_kernel_leaves_the_others_alone()
    {
        GeneratorRun first = GeneratorRun.Of(Kernel, Other);
        GeneratorRun run = first.Again(first.Input.RemoveSyntaxTrees(first.Input.SyntaxTrees[1]));
        Assert.Equal([Hit, Removed], Reasons(run, Stages.Requests));
        Assert.Equal([Same], Reasons(run, Stages.Clashes));
        Assert.Equal([Hit, Removed], Reasons(run, Stages.Plans));
        Assert.Equal("Demo.BertNorm.g.cs", Assert.Single(run.Files).HintName);
    }

    [Fact]
    public void Mistake_removes_the_file_and_its_repair_brings_it_back()
    {
        GeneratorRun broken = GeneratorRun.Of(Kernel).Edit(0, text => text.Replace("(8)", "(0)"));
        Assert.Empty(broken.Files);
        Assert.Equal([Removed], Reasons(broken, Stages.Plans));
        Assert.Single(broken.Edit(0, text => text.Replace("(0)", "(8)")).Files);
    }

    [Fact]
    public void Moved_mistake_is_reported_at_its_new_place_and_emits_nothing_new()
    {
        GeneratorRun first = GeneratorRun.Of(Kernel, Source.Kernel("RmsNorm<float>(0)", "public readonly partial struct Wrong;"));
        GeneratorRun run = first.Edit(1, text => "// moved down\n\n" + text);
        Assert.Equal([Modified], Reasons(run, Stages.Problems));
        Assert.Equal([Hit], Reasons(run, Stages.Requests));
        Assert.Equal([Hit], Reasons(run, Stages.Files));
        Assert.Equal(first.Reported.Single().Location.GetLineSpan().StartLinePosition.Line + 2, run.Reported.Single().Location.GetLineSpan()
            .StartLinePosition.Line);
    }

    [Fact]
    public void Moved_slip_is_reported_at_its_new_place_and_emits_nothing_new()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel, Source.Kernel("RmsNorm(8)", "public readonly partial struct Wrong;")).Edit(1, text => "\n" + text);
        Assert.Equal([Modified], Reasons(run, Stages.Slips));
        Assert.Equal([Hit], Reasons(run, Stages.Files));
        Assert.Equal(5, run.Reported.Single().Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void Edit_of_another_file_reports_nothing_anew()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel.Replace("(8)", "(0)"), "class Unrelated;").Edit(1, text => text + " class More;");
        Assert.Equal([Hit], Reasons(run, Stages.Problems));
        Assert.All(Outputs(run), reason => Assert.Equal(Hit, reason));
        Assert.Single(run.Reported);
    }

    [Fact]
    public void Added_summary_writes_the_file_again()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel).Edit(0, text => text.Replace("[LayerNorm", "/// <summary>Mine.</summary>\n[LayerNorm"));
        AssertReasons(run, host: Same, requests: Modified, clashes: Same, plans: Modified, files: Modified, outputs: Modified);
    }

    [Fact]
    public void Reference_to_MLNet_adds_the_extension_method_only()
    {
        GeneratorRun first = GeneratorRun.Of(Kernel);
        GeneratorRun run = first.Again(first.Input.AddSyntaxTrees(Source.Parse(Source.MLNet, "MLNet.cs")));
        AssertReasons(run, host: Modified, requests: Hit, clashes: Hit, plans: Hit, files: Modified, outputs: Modified);
        Assert.DoesNotContain("TransformsCatalog", first.Text);
        Assert.Contains("this global::Microsoft.ML.TransformsCatalog catalog", run.Text);
    }

    [Fact]
    public void Name_that_differs_in_case_gets_a_file_of_its_own()
    {
        GeneratorRun first = GeneratorRun.Of(Kernel);
        GeneratorRun run = first.Again(first.Input.AddSyntaxTrees(Source.Parse(Source.Kernel("LayerNorm<float>(8)",
            "public readonly partial struct BERTNorm;"), "Other.cs")));
        Assert.Equal([Modified], Reasons(run, Stages.Clashes));
        Assert.Equal(2, run.Files.Select(file => file.HintName.ToLowerInvariant()).Distinct().Count());
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorRun run, string stage) => [.. Cached.Reasons(run, stage).Order()];

    private static void AssertNothingAnew(GeneratorRun run) =>
        AssertReasons(run, host: Same, requests: Hit, clashes: Hit, plans: Hit, files: Hit, outputs: Hit);

    private static void AssertReasons(
        GeneratorRun run, IncrementalStepRunReason host, IncrementalStepRunReason requests, IncrementalStepRunReason clashes,
        IncrementalStepRunReason plans, IncrementalStepRunReason files, IncrementalStepRunReason outputs)
    {
        (string, IncrementalStepRunReason)[] expected =
            [(Stages.Host, host), (Stages.Requests, requests), (Stages.Clashes, clashes), (Stages.Plans, plans), (Stages.Files, files),
                ("Outputs", outputs)];
        Assert.Equal(expected, expected.Select(stage => stage.Item1 == "Outputs"
            ? (stage.Item1, Assert.Single(Outputs(run)))
            : (stage.Item1, Assert.Single(Cached.Reasons(run, stage.Item1)))));
    }

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRun run) =>
        run.Result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason);
}
