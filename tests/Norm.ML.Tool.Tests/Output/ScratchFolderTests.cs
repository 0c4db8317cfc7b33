using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Tests.Output;

/// <summary>Folders for temporary files of programs and libraries: those of killed runs are cleared, those of runs that live are not.</summary>
public sealed class ScratchFolderTests
{
    private readonly string _prefix = $"norm-ml-test-{Guid.NewGuid():N}-";

    [Fact]
    public void A_folder_that_a_killed_run_left_is_deleted_when_the_next_is_made()
    {
        string left = Directory.CreateTempSubdirectory(_prefix).FullName, other = Directory.CreateTempSubdirectory(_prefix).FullName;
        File.WriteAllText(Path.Combine(left, "lock"), "");
        File.WriteAllText(Path.Combine(left, "model"), "text");
        File.WriteAllText(Path.Combine(other, "model"), "text");
        using (var folder = new ScratchFolder(_prefix))
        {
            Assert.False(Directory.Exists(left));
            Assert.True(Directory.Exists(folder.FullName));
        }

        // One with files and without a lock is not one of ours.
        Assert.Equal([other], Folders());
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public void A_folder_of_a_run_that_was_killed_before_it_was_locked_is_deleted()
    {
        string left = Directory.CreateTempSubdirectory(_prefix).FullName;
        using var folder = new ScratchFolder(_prefix);
        Assert.Equal([folder.FullName], Folders());
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void A_folder_of_a_run_that_lives_stays()
    {
        using (var one = new ScratchFolder(_prefix))
        {
            File.WriteAllText(one.At("model"), "text");
            using (var two = new ScratchFolder(_prefix))
            {
                Assert.Equal(2, Folders().Length);
            }

            Assert.Equal("text", File.ReadAllText(one.At("model")));
        }

        Assert.Empty(Folders());
    }

    [Fact]
    public void Many_at_once_get_a_folder_each()
    {
        Parallel.For(0, 200, _ =>
        {
            using var folder = new ScratchFolder(_prefix);
            File.WriteAllText(folder.At("model"), "text");
            Assert.Equal("text", File.ReadAllText(folder.At("model")));
        });
        Assert.Empty(Folders());
    }

    private string[] Folders() => Directory.GetDirectories(Path.GetTempPath(), _prefix + "*");
}
