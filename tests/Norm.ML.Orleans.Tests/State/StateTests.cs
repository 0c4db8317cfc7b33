using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Partitions;
using Norm.ML.Reliability.Files;

namespace Norm.ML.Orleans.Tests.State;

/// <summary>The bytes in storage: what was written once is read for ever, and nothing in them is believed before it is checked.</summary>
public sealed class StateTests
{
    private const int Channels = 3;

    private static readonly LiveStatisticsOptions Options = new() { RememberedRows = 512, Intervals = 2 };

    private static readonly float[] Rows = Data.Rows(4000, Channels);

    /// <summary>The file is written anew with NORM_ML_WRITE_STATE=1, which is right for a new version only, under a new name.</summary>
    [Fact]
    public void A_state_of_version_1_is_read_for_ever()
    {
        string path = Path.Combine(Folder(), "version1.bin");
        if (Environment.GetEnvironmentVariable("NORM_ML_WRITE_STATE") == "1")
        {
            File.WriteAllBytes(path, PartitionBytes.Write(Model()));
        }

        PartitionModel read = PartitionBytes.Read(File.ReadAllBytes(path));
        Assert.Equal(["a", "b", "c"], read.Columns!.Names);
        Assert.Equal((NonFinitePolicy.Propagate, 2700L, 300L), (read.Columns.Policy, read.Position, read.WaitingRows));
        Data.SameBits(Data.Sum(Rows.AsSpan(0, 2700 * Channels), Channels), read.ToStatistics(""));
        Assert.Equal([7, 8], read.Windows.All().Select(window => window.Number));
        Data.SameBits(Data.Sum(Rows.AsSpan(2048 * Channels, 652 * Channels), Channels), read.Windows.All().Last().Statistics);

        // It goes on where it was: the gap is filled, and retries are known.
        (PartitionModel next, AddAnswer answer) = AddRules.Add(read, Addition.Of(2600, Singles(2600, 400), Channels, 8), Options);
        Assert.Equal((LiveProblem.None, 3300L, 100L, 0L), (answer.Problem, answer.Position, answer.Repeated, answer.Waiting));
        Data.SameBits(Data.Sum(Rows.AsSpan(0, 3300 * Channels), Channels), next.ToStatistics(""));
    }

    [Fact]
    public void What_is_read_is_written_again_with_the_same_bytes()
    {
        byte[] bytes = PartitionBytes.Write(Model());
        Assert.Equal(bytes, PartitionBytes.Write(PartitionBytes.Read(bytes)));
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_is_refused()
    {
        byte[] bytes = PartitionBytes.Write(Model());
        for (int at = 0; at < bytes.Length; at += 7)
        {
            Assert.Throws<InvalidDataException>(() => PartitionBytes.Read(bytes[..at]));
            byte[] changed = [.. bytes];
            changed[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => PartitionBytes.Read(changed));
        }
    }

    [Fact]
    public void A_content_that_was_altered_under_a_right_checksum_is_refused_or_read_in_little_memory()
    {
        const int Head = 12, Checksum = sizeof(uint), Mutants = 3000;
        byte[] bytes = PartitionBytes.Write(Model());
        int refused = 0;
        for (int i = 0; i < Mutants; i++)
        {
            var mutation = new Mutation(new Random(i), bytes, i);
            byte[] mutant = [.. bytes[..Head], .. Mutations.Alter(bytes[Head..^Checksum], mutation).Bytes, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32LittleEndian(mutant.AsSpan(^Checksum), StatisticsParts.Checksum(mutant.AsSpan(..^Checksum)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                PartitionBytes.Read(mutant);
            }
            catch (InvalidDataException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * mutant.Length + (64 << 20));
        }

        Assert.InRange(refused, Mutants / 3, Mutants); // the others are other numbers
    }

    // With everything that a state can have: a tree, open rows of both types, windows, rows and moments that wait, checksums of rows and blocks.
    private static PartitionModel Model()
    {
        PartitionModel model = PartitionModel.Opened(new(Channels, ["a", "b", "c"], NonFinitePolicy.Propagate));
        foreach (Addition addition in (Addition[])
        [
            Addition.Of(0, Singles(0, 1024), Channels, 6),
            Addition.Of(1024, Data.Sum(Rows.AsSpan(1024 * Channels, 1024 * Channels), Channels, NonFinitePolicy.Propagate), 7),
            Addition.Of(2048, Singles(2048, 300), Channels, 8),
            Addition.Of(2348, Doubles(2348, 352), Channels, 8),
            Addition.Of(3000, Singles(3000, 100), Channels, 8),
            Addition.Of(3100, Doubles(3100, 200), Channels, 9),
        ])
        {
            (model, AddAnswer answer) = AddRules.Add(model, addition, Options);
            Assert.Equal(LiveProblem.None, answer.Problem);
        }
        return model;
    }

    private static Internals.Sums.RowValues Singles(int first, int count) =>
        new(MemoryMarshal.AsBytes(Rows.AsSpan(first * Channels, count * Channels)).ToArray(), AreDoubles: false);

    private static Internals.Sums.RowValues Doubles(int first, int count) =>
        new(MemoryMarshal.AsBytes(Rows.AsSpan(first * Channels, count * Channels).ToArray().Select(value => (double)value).ToArray().AsSpan())
        .ToArray(), AreDoubles: true);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
