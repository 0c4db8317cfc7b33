using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Norm.ML.Onnx.Internals.Messages;
using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Reading;

/// <summary>Files that are cut, altered or contradict themselves: one clear error, or what ONNX Runtime reads in them too.</summary>
public class DamagedFileTests
{
    private static readonly float[] X = [.. Enumerable.Range(0, 24).Select(i => (float)Math.Sin(i * 1.7))];
    private static readonly long[] Shape = [2, 3, 4];

    private static readonly Dictionary<string, Func<TestGraph>> Files = new()
    {
        ["LayerNormalization"] = () => Common().Node("norm", "LayerNormalization", "x gamma beta -> y", ("axis", -1), ("epsilon", 1e-3f)),
        ["RMSNorm in primitive operators"] = () => Common().Floats("eps", [1e-3f]).Floats("two", [2]).Node("n/a", "Pow", "x two -> sq")
            .Node("n/b", "ReduceMean", "sq -> v", ("axes", (long[])[-1]))
            .Node("n/c", "Add", "v eps -> ve").Node("n/d", "Sqrt", "ve -> s").Node("n/e", "Div", "x s -> n").Node("n/f", "Mul", "n gamma -> y"),
        ["InstanceNormalization"] = () => Common(3).Node("norm", "InstanceNormalization", "x gamma beta -> y", ("epsilon", 1e-3f)),
        ["GroupNormalization"] = () => Common(3, 21).Node("norm", "GroupNormalization", "x gamma beta -> y", ("epsilon", 1e-3f), ("num_groups", 3)),
        ["BatchNormalization"] = () => Common(3).Floats("mean", [0, 1, -1], 3).Floats("variance", [1, 0.5f, 2], 3)
            .Node("norm", "BatchNormalization", "x gamma beta mean variance -> y", ("epsilon", 1e-3f)),
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_that_is_cut_anywhere_is_refused_or_has_no_norm(string name)
    {
        byte[] file = Files[name]().ToArray();
        for (int length = 0; length < file.Length; length++)
        {
            if (Read(file[..length]) is { } norms)
            {
                Assert.True(norms.Count == 0 || norms.Unread.Count == 0, $"The first {length} bytes give {norms.Count} norms.");
            }
        }

        Assert.Single(Read(file)!);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_with_an_altered_byte_is_refused_or_means_what_OnnxRuntime_makes_of_it(string name)
    {
        byte[] file = Files[name]().ToArray();
        int compared = 0;
        for (int place = 0; place < file.Length; place++)
        {
            foreach (byte value in (byte[])[(byte)(file[place] ^ 1), (byte)(file[place] ^ 0x80), 0, 255, (byte)(file[place] + 1)])
            {
                byte[] altered = [.. file];
                altered[place] = value;
                if (value == file[place] || Read(altered) is not [var norm] || (value != (byte)(file[place] ^ 1) && place % 4 != 0))
                {
                    continue;
                }

                compared += Compare(altered, norm, $"{name}, byte {place} set to {value}") ? 1 : 0;
            }
        }

        Assert.True(compared > 20, $"Only {compared} altered files could be compared.");
    }

    [Fact]
    public void Each_rule_that_is_broken_is_named()
    {
        Refused("'gamma' is there twice", Common().Floats("gamma", [1, 1, 1, 1], 4));
        Refused("negative", Common().Floats("w", [], -1));
        Refused("more elements than can be counted", Common().Floats("w", [], long.MaxValue, 3));
        Refused("'w' has 4 bytes; 2 elements of Float take 8", Common().Floats("w", [1], 2));
        Refused("'w' has 4 bytes; 4611686018427387904 elements", Common().Floats("w", [1], 1L << 62));
        Refused("holds its elements twice", With(Common(), graph => graph.Initializer[0].FloatData.Add(1)));
        Refused("has 1 numbers; its dimensions [4] say 4", With(Common(), graph =>
        {
            graph.Initializer[0].ClearRawData();
            graph.Initializer[0].FloatData.Add(1);
        }));
        Refused("cycle", Common().Node("a", "Add", "x b -> c").Node("d", "Add", "x c -> b"));
        Refused("'y', an output of a node, is defined twice", Common().Node("a", "Relu", "x -> y").Node("b", "Relu", "x -> y"));
        Refused("parameters of [5] for an input of [2, 3, 4]", Common().Floats("g", [1, 1, 1, 1, 1], 5)
            .Node("norm", "LayerNormalization", "x g -> y"));
        Refused("parameters of [2] for an input of [2, 3, 4]", Common().Floats("b", [1, 1], 2).Node("norm", "LayerNormalization", "x gamma b -> y"));
        Refused("a variance of [2]; expected: [3]", Common(3).Floats("m", [1, 1, 1], 3).Floats("v", [1, 1], 2)
            .Node("norm", "BatchNormalization", "x gamma beta m v -> y"));
        Refused("parameters for 4 channels; its input is [2, 3, 4]", Common(4).Node("norm", "InstanceNormalization", "x gamma beta -> y"));
        Refused("2 groups for 3 channels", Common(3, 21).Node("norm", "GroupNormalization", "x gamma beta -> y", ("num_groups", 2)));
        Refused("0 groups", Common(3, 21).Node("norm", "GroupNormalization", "x gamma beta -> y"));
        Refused("epsilon -1", Common().Node("norm", "LayerNormalization", "x gamma -> y", ("epsilon", -1f)));
        Refused("'epsilon' that is not a number", Common().Node("norm", "LayerNormalization", "x gamma -> y", ("epsilon", 1)));
        Refused("axis 3 for an input of 3 dimensions", Common().Node("norm", "LayerNormalization", "x gamma -> y", ("axis", 3)));
        Refused("axis -4 for an input of 3 dimensions", Common().Node("norm", "LayerNormalization", "x gamma -> y", ("axis", -4)));
        Refused("'epsilon' 2 times", Common().Node("norm", "LayerNormalization", "x gamma -> y", ("epsilon", 1f), ("epsilon", 2f)));
        TestGraph opsets = Common().Node("norm", "LayerNormalization", "x gamma -> y");
        opsets.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 18 });
        Refused("two operator sets", opsets);
        Refused("no input 3", Common(3).Node("norm", "InstanceNormalization", "x gamma -> y"));
        Refused("graph, no format version or no operator set", []);
        Refused("cut or altered", [.. "a,b\n1,2\n"u8]);
        Refused("which is not 16 bits", With(Common(), graph =>
        {
            graph.Initializer[0].ClearRawData();
            graph.Initializer[0].DataType = TestGraph.Half;
            graph.Initializer[0].Int32Data.AddRange([1, 2, 3, 70000]);
        }).Node("norm", "LayerNormalization", "x gamma -> y"));
    }

    [Fact]
    public void What_a_file_claims_takes_no_memory()
    {
        // Two bytes a node, each an object; and a scale of one number for rows of two billion.
        byte[] nodes = new byte[40_000_000];
        for (int i = 0; i < nodes.Length; i += 2)
        {
            nodes[i] = 0x0A;
        }

        var many = new TestGraph();
        many.Graph.Name = "g";
        byte[] head = many.ToArray();
        Refused("small parts", [.. head, 0x3A, .. Varint(nodes.Length), .. nodes]);

        TestGraph wide = new TestGraph().Input("x", -1, int.MaxValue).Output("y", -1, int.MaxValue).Floats("g", [0.5f], 1)
            .Node("norm", "LayerNormalization", "x g -> y");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("2147483647 elements", Assert.Single(wide.Read().Unread).Reason);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_large_file_takes_four_times_its_size_at_most()
    {
        float[] gamma = new float[2_000_000];
        byte[] file = new TestGraph().Input("x", -1, gamma.Length).Output("y", -1, gamma.Length).Floats("g", gamma, gamma.Length)
            .Node("norm", "LayerNormalization", "x g -> y").ToArray();
        using var stream = new MemoryStream(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(gamma.Length, Assert.Single(OnnxNorms.Read(stream)).Gamma!.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (4 * file.Length) + (1 << 20));
    }

    [Fact]
    public void A_file_of_more_than_two_gigabytes_is_refused_before_it_is_read()
    {
        using var folder = new Folder();
        string path = folder.At("large.onnx");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(3L << 30);
        }

        var clock = Stopwatch.StartNew();
        string message = Assert.Throws<InvalidDataException>(() => OnnxNorms.Read(path)).Message;
        Assert.Contains("has 3221225472 bytes", message);
        Assert.Contains("large.onnx", message);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Tensors_in_other_files_are_read_from_the_folder_and_nowhere_else()
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder.At("weights.bin"), [9, 9, 9, 9, .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f),
            .. BitConverter.GetBytes(4f), .. BitConverter.GetBytes(5f)]);
        Directory.CreateDirectory(folder.At("sub"));
        File.Copy(folder.At("weights.bin"), folder.At("sub/weights.bin"));
        Assert.Equal([2, 3, 4, 5], Read("weights.bin").Single().Gamma!);
        Assert.Equal([2, 3, 4, 5], Read("sub/weights.bin").Single().Gamma!);

        Assert.Contains("which cannot be read", Read("missing.bin").Unread.Single().Reason);
        File.CreateSymbolicLink(folder.At("link.bin"), folder.At("weights.bin"));
        Assert.Contains("which is a link", Read("link.bin").Unread.Single().Reason);
        Assert.Contains("read the model by its path", External("weights.bin").Read().Unread.Single().Reason);
        foreach (string outside in (string[])["../weights.bin", "/etc/passwd", "sub/../../x", "", "C:\\x"])
        {
            Assert.Contains("accepted: a file in the folder of the model", Assert.Throws<InvalidDataException>(() => Read(outside)).Message);
        }

        Assert.Contains("which has 20", Assert.Throws<InvalidDataException>(() => Read("weights.bin", offset: "8")).Message);
        Assert.Contains("expected: a number", Assert.Throws<InvalidDataException>(() => Read("weights.bin", offset: "-4")).Message);
        Assert.Contains("8 bytes in another file; its dimensions and type take 16", Assert.Throws<InvalidDataException>(() =>
            Read("weights.bin", length: "8")).Message);

        OnnxNorms Read(string location, string offset = "4", string length = "16")
        {
            File.WriteAllBytes(folder.At("model.onnx"), External(location, offset, length).ToArray());
            return OnnxNorms.Read(folder.At("model.onnx"));
        }
    }

    private static TestGraph External(string location, string offset = "4", string length = "16") => With(Common(), graph =>
    {
        graph.Initializer[0].ClearRawData();
        graph.Initializer[0].DataLocation = 1;
        graph.Initializer[0].ExternalData.AddRange([new() { Key = "location", Value = location }, new() { Key = "offset", Value = offset },
            new() { Key = "length", Value = length }]);
    }).Node("norm", "LayerNormalization", "x gamma -> y");

    private static TestGraph Common(int parameters = 4, int opset = 17) => new TestGraph(opset).Input("x", Shape).Output("y", Shape)
        .Floats("gamma", [.. Enumerable.Range(1, parameters).Select(i => i / 2f)], parameters)
            .Floats("beta", [.. Enumerable.Range(1, parameters).Select(i => 1f / i)], parameters);

    private static TestGraph With(TestGraph graph, Action<GraphProto> change)
    {
        change(graph.Graph);
        return graph;
    }

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 128; value >>= 7)
        {
            yield return (byte)(value | 128);
        }

        yield return (byte)value;
    }

    private static void Refused(string part, TestGraph graph) => Refused(part, graph.ToArray());

    private static void Refused(string part, byte[] file)
    {
        string message = Assert.Throws<InvalidDataException>(() => OnnxNorms.Read(new MemoryStream(file), "bad.onnx")).Message;
        Assert.StartsWith("'bad.onnx' is not a valid ONNX file: ", message);
        Assert.Contains(part, message);
        Assert.DoesNotContain('\n', message);
    }

    // Null if it is refused in the way that damaged files are.
    private static OnnxNorms? Read(byte[] file)
    {
        try
        {
            return OnnxNorms.Read(new MemoryStream(file), "altered.onnx");
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static bool Compare(byte[] file, OnnxNormNode norm, string what)
    {
        float[] expected, actual = new float[X.Length];
        try
        {
            using var model = new RuntimeModel(file);
            if (norm.Input != "x" || !model.Inputs.ContainsKey("x") || !model.Outputs.ContainsKey(norm.Output))
            {
                return false;
            }

            expected = model.Run("x", X, Shape, norm.Output);
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }

        try
        {
            norm.Normalize<float>(X, actual, 4);
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            // Such as a variance that is negative, or NaN.
            return false;
        }

        double scale = expected.Where(float.IsFinite).Select(value => (double)Math.Abs(value)).DefaultIfEmpty(0).Max();
        for (int i = 0; i < X.Length; i++)
        {
            bool same = float.IsFinite(expected[i]) ? Math.Abs(expected[i] - actual[i]) <= 1e-4 * scale : !float.IsFinite(actual[i]) || scale > 1e30;
            Assert.True(same,
                $"{what}: element {i} is {expected[i]:R} in ONNX Runtime and {actual[i]:R} from the norm that was read "
                + $"({norm}, epsilon {norm.Epsilon}).");
        }

        return true;
    }
}
