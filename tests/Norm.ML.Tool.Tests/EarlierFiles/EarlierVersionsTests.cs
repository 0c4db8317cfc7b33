using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Internals.Moments;
using Norm.ML.Reliability.Files;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.EarlierFiles;

/// <summary>
/// Files of every version that Norm.ML has written, each by the code of its time, with the values that it had then: they load with these values.
/// Files of the next version, which are made here, are refused in one sentence. Files that are there are never written anew; a new version adds a
/// folder.
/// </summary>
public sealed class EarlierVersionsTests : IDisposable
{
    private const int HeaderVersion = 72, Signature = 64;

    private readonly Workplace _place = new();

    public static TheoryData<string> Models => [.. Directory.GetFiles(Written(""), "*.zip", SearchOption.AllDirectories)
        .Where(path => File.Exists(Path.ChangeExtension(path, ".txt"))).Select(path => Path.GetRelativePath(Written(""), path)).Order()];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_gives_the_values_that_it_gave(string name)
    {
        var ml = new MLContext();
        IDataView data = ml.Data.LoadFromTextFile(Written("rows-600.csv"), [new("Features", DataKind.Single, 0, 3), new("City", DataKind.String, 4)],
            separatorChar: ',', hasHeader: true);
        ITransformer model = ml.Model.LoadChecked(Written(name), out DataViewSchema? schema);
        Assert.NotNull(schema!.GetColumnOrNull("Features"));
        string[] expected = File.ReadAllLines(Path.ChangeExtension(Written(name), ".txt"));
        Assert.Equal(expected, model.Transform(data).GetColumn<float[]>("Features").Take(expected.Length).Select(row =>
            string.Join(' ', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))));
    }

    [Theory]
    [InlineData("statistics-1", 1)]
    [InlineData("models-1/whole", 1)]
    [InlineData("models-1/shard-1", 2)]
    [InlineData("models-1/shard-2", 2)]
    public void Statistics_have_the_bits_that_they_had(string name, int version)
    {
        Assert.Equal(version, BitConverter.ToInt32(File.ReadAllBytes(Written(name + ".nstat")), StatisticsFrame.Magic.Length));
        RunningStatistics read = RunningStatistics.Load(Written(name + ".nstat"));
        var then = RunningStatistics.FromJson(File.ReadAllText(Written(name + ".json")));
        Assert.True(then.Planes.SameBits(read.Planes));
        Assert.Equal(then.ChannelNames, read.ChannelNames);
        Assert.Equal(then.Shard, read.Shard);
    }

    [Fact]
    public void Statistics_per_key_have_the_bits_that_they_had()
    {
        GroupedStatistics read = GroupedStatistics.Load(Written("models-2/keys.nstat"));
        Assert.Equal(["Bern", "Köln", "Oslo"], read.Keys);
        foreach (string key in read.Keys)
        {
            Assert.True(RunningStatistics.FromJson(File.ReadAllText(Written($"models-2/{key}.json"))).Planes.SameBits(read[key].Planes));
        }
    }

    [Fact]
    public void Shards_of_version_2_merge_to_the_bits_of_one_pass()
    {
        _place.Run("merge", Written("models-1/shard-1.nstat"), Written("models-1/shard-2.nstat"), "--stats", _place.At("m.nstat")).Succeeded();
        Assert.True(RunningStatistics.Load(Written("models-1/whole.nstat")).Planes.SameBits(RunningStatistics.Load(_place.At("m.nstat")).Planes));
    }

    [Fact]
    public void A_fit_goes_on_from_a_checkpoint_of_an_earlier_version()
    {
        File.Copy(Written("rows-600.csv"), _place.At("rows.csv"));
        File.Copy(Written("models-1/checkpoint"), _place.At("ck"));
        Outcome fit = _place.Run("fit", _place.At("rows.csv"), "--ignore", "city", "--checkpoint", _place.At("ck"), "--stats", _place.At("s.nstat"))
            .Succeeded();
        Assert.Contains("going on after row 600", fit.Error);
        Assert.True(RunningStatistics.Load(Written("models-1/whole.nstat")).Planes.SameBits(RunningStatistics.Load(_place.At("s.nstat")).Planes));
    }

    [Theory]
    [InlineData("batch", "BatchNorm", 4, "versions 1.1 to 1.3")]
    [InlineData("inverse", "BatchNorm's inverse", 4, "versions 1.1 to 1.3")]
    [InlineData("layer", "a row norm", 2, "version 1.1")]
    [InlineData("kernel", "a generated kernel", 3, "versions 1.1 to 1.2")]
    [InlineData("fitted-kernel", "a generated BatchNorm kernel", 4, "versions 1.1 to 1.3")]
    public void A_model_of_the_next_version_is_refused_in_a_sentence(string name, string part, int version, string accepted)
    {
        List<(string Name, byte[] Bytes)> entries = ZipParts.Read(File.ReadAllBytes(Written($"models-2/{name}.zip")));
        foreach ((_, byte[] entry) in entries.Where(entry => entry.Bytes.Length > 256 && entry.Bytes.AsSpan(Signature, 4).SequenceEqual("NORM"u8)))
        {
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(HeaderVersion), (1 << 16) + version);
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(HeaderVersion + sizeof(int)), (1 << 16) + version);
        }

        _place.Run("inspect", _place.Write("next.zip", ZipParts.Write(entries))).Failed(1, $"next.zip: the model cannot be loaded: The model file's "
            + $"part for {part} is of version 1.{version}; this Norm.ML reads {accepted}, a later one is needed.");
    }

    [Fact]
    public void Statistics_of_the_next_version_are_refused_in_a_sentence()
    {
        byte[] file = File.ReadAllBytes(Written("models-2/keys.nstat"));
        file[StatisticsFrame.Magic.Length]++;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(^4), StatisticsFrame.Checksum(file.AsSpan(..^4)));
        _place.Run("merge", _place.Write("next.nstat", file), "--stats", _place.At("s.nstat"))
            .Failed(1, "next.nstat", "it is of version 4; this library reads versions 1 to 3, a later one is needed.");
        string json = File.ReadAllText(Written("statistics-1.json"));
        Assert.Contains("it is of version 2; this library reads version 1.", Assert.Throws<FormatException>(() =>
            RunningStatistics.FromJson(json.Replace("\"version\": 1", "\"version\": 2"))).Message);
    }

    [Fact]
    public void A_checkpoint_of_the_next_version_is_refused_in_a_sentence()
    {
        File.Copy(Written("rows-600.csv"), _place.At("rows.csv"));
        string next = Encoding.Latin1.GetString(File.ReadAllBytes(Written("models-1/checkpoint"))).Replace("norm-ml checkpoint 1\n",
            "norm-ml checkpoint 2\n");
        _place.Write("ck", Encoding.Latin1.GetBytes(next));
        _place.Run("fit", _place.At("rows.csv"), "--checkpoint", _place.At("ck"), "--stats", _place.At("s.nstat"))
            .Failed(1, "ck: this checkpoint is of version 2; this norm-ml reads version 1. Delete it to start anew.");
    }

    public void Dispose() => _place.Dispose();

    private static string Written(string name) => Path.Combine(AppContext.BaseDirectory, "EarlierFiles", "Written", name);
}
