using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Output;

/// <summary>Everything that is written, to a disk that is full or read-only: one error, what was there stays, and nothing is left.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly Workplace _place = new();

    public FullDiskTests()
    {
        var random = new Random(1);
        string rows(int count) => "a,b,key\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{random.Next()},{random.Next()},k{i}\n"));
        _place.Write("d.csv", rows(3000));
        _place.Run("fit", _place.At("d.csv"), "--ignore", "key", "--out", _place.At("m.zip"), "--stats", _place.At("s.nstat")).Succeeded();
    }

    public static TheoryData<string> Commands =>
    [
        "fit d.csv --ignore key --out OUT", "fit d.csv --ignore key --stats OUT",
        "fit d.csv --ignore key --stats x.nstat --checkpoint OUT --checkpoint-every 0", "merge s.nstat --out OUT", "merge s.nstat --stats OUT",
        "export m.zip --onnx OUT", .. Larger,
    ];

    public static TheoryData<string> Larger =>
    [
        "fit d.csv --group key --max-groups 5000 --stats OUT", "apply m.zip d.csv --out OUT", "apply m.zip d.csv --to parquet --out OUT",
        "apply m.zip d.csv --to arrow --out OUT", "apply m.zip d.csv --select a,b --to npy --out OUT", "report d.csv --ignore key --out OUT",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_disk_that_is_full_from_the_start_is_one_error(string command) => FailsOn("4k", command);

    [Theory]
    [MemberData(nameof(Larger))]
    public void A_disk_that_gets_full_is_one_error(string command) => FailsOn("32k", command);

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_disk_that_is_read_only_is_one_error(string command)
    {
        using SmallDisk? disk = SmallDisk.Make(_place.At("disk"), "4k");
        if (disk is not null)
        {
            Check(disk, Run(disk, command, readOnly: true), "Read-only file system");
        }
    }

    [Fact]
    public void Plots_on_a_full_disk_are_one_error()
    {
        using SmallDisk? disk = SmallDisk.Make(_place.At("disk"), "4k");
        if (disk is null)
        {
            return;
        }

        _place.Run("report", "--demo", "--out", _place.At("r.html"), "--images", disk.Folder, "--only", "gradient-flow")
            .Failed(1, "disk/gradient-flow.svg: cannot be written: No space left on device.");
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Folder));
    }

    public void Dispose() => _place.Dispose();

    // A page of it is the file that is there.
    private void FailsOn(string size, string command)
    {
        using SmallDisk? disk = SmallDisk.Make(_place.At("disk"), size);
        if (disk is not null)
        {
            Check(disk, Run(disk, command), "cannot be written: No space left on device.");
        }
    }

    private Outcome Run(SmallDisk disk, string command, bool readOnly = false)
    {
        string output = Path.Combine(disk.Folder, "out");
        bool isCheckpoint = command.Contains("--checkpoint OUT");
        if (!isCheckpoint)
        {
            File.WriteAllText(output, "older");
        }

        if (readOnly)
        {
            disk.MakeReadOnly();
        }
        else if (isCheckpoint)
        {
            File.WriteAllText(Path.Combine(disk.Folder, "other"), "older");
        }

        return _place.Run([.. command.Split(' ').Select(word => word == "OUT" ? output : word.Contains('.') ? _place.At(word) : word)]);
    }

    private static void Check(SmallDisk disk, Outcome outcome, string words)
    {
        string output = Path.Combine(disk.Folder, "out");
        outcome.Failed(1, $"norm-ml: {output}: ", words);
        Assert.True(!File.Exists(output) || File.ReadAllText(output) == "older");
        Assert.DoesNotContain(Directory.EnumerateFiles(disk.Folder), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }
}
