using System.Globalization;
using Norm.ML.Reliability.Files;
using Norm.ML.Tool.Tests.Running;
using Attack = Norm.ML.Reliability.Files.MutatedFiles;

namespace Norm.ML.Tool.Tests.MutatedFiles;

/// <summary>
/// A small part of <c>benchmarks/Reliability files</c>, by its code: mutated files of every format, and those of the folder <c>Once</c>, which once
/// failed. They are made here; <c>files --keep FOLDER</c> writes them.
/// </summary>
[Collection(nameof(MemoryOfTheProcess))]
public sealed class MutatedFilesTests
{
    private const int Count = 4000, MostSeconds = 300;

    public static TheoryData<string> Once =>
        [
            .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "MutatedFiles", "Once"), "*.bin")
                .Select(path => Path.GetFileName(path)).Order(),
        ];

    [Fact]
    public void A_mutated_file_is_refused_in_a_clear_line_or_read()
    {
        Findings found = InTime(() => Attack.Run(seed: 23, from: 0, Count, FileFormats.All));
        Assert.Empty(found.Failures.Select(one => string.Create(CultureInfo.InvariantCulture,
            $"{one.Key}: {one.Value.Count} times, first as --seed 23 --from {one.Value.Index}. {one.Value.Details}")));
        Assert.Equal(Count, found.Outcomes.Values.Sum(outcomes => outcomes.Values.Sum()));
        Assert.All(FileFormats.All, format => Assert.True(found.Outcomes[format.Name].GetValueOrDefault(Verdict.Refused) > 5, format.Name));
    }

    [Theory]
    [MemberData(nameof(Once))]
    public void A_file_that_once_failed_is_refused_in_a_clear_line_or_read(string name)
    {
        FileFormat format = FileFormats.All.Single(one => name.StartsWith(one.Name + ".", StringComparison.Ordinal));
        byte[] bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "MutatedFiles", "Once", name));
        (Verdict outcome, string what, string details) = InTime(() =>
        {
            using var trial = new Trial([format]);
            return trial.Run(new Mutant(0, format, "", bytes, IsRepaired: !name.Contains("values", StringComparison.Ordinal)));
        });
        Assert.True(outcome != Verdict.Failed, $"{what}: {details}");
    }

    // What does not end is a failure, and not a test that does not end.
    private static T InTime<T>(Func<T> run)
    {
        Task<T> task = Task.Factory.StartNew(run, TaskCreationOptions.LongRunning);
        Assert.True(((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(MostSeconds)), $"No end after {MostSeconds} s.");
        return task.GetAwaiter().GetResult();
    }
}
