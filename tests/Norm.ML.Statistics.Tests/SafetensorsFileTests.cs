using Norm.ML.Tests.Files;

namespace Norm.ML.Tests.Statistics;

public class SafetensorsFileTests
{
    [Fact]
    public void Lists_what_is_there()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Example);
        Assert.Equal(
            ["a.weight: F32 [3]", "a.bias: F64 [3]", "b.weight: BF16 [2, 1]", "c: F16 []", "empty: F32 [0, 7]", "steps: I64 [1]"],
            file.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([3, 3, 2, 1, 0, 1], file.Tensors.Select(tensor => tensor.Count));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.True(file.Contains("c"));
        Assert.False(file.Contains("C"));
    }

    [Fact]
    public void Reads_each_type_without_loss()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Example);
        Assert.Equal([1, -2.5f, 1e-3f], file.ReadSingles("a.weight"));
        Assert.Equal([1, -2.5f, 1e-3f], file.ReadDoubles("a.weight"));
        Assert.Equal([0.1, 1e300, -0.0], file.ReadDoubles("a.bias"));
        Assert.Equal([0.1f, float.PositiveInfinity, -0.0f], file.ReadSingles("a.bias"));
        Assert.Equal([1, -3], file.ReadDoubles("b.weight"));
        Assert.Equal([65504], file.ReadDoubles("c"));
        Assert.Empty(file.ReadDoubles("empty"));
    }

    [Fact]
    public void Reads_more_than_one_chunk()
    {
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => MathF.Sin(i))];
        byte[] data = [.. values.SelectMany(BitConverter.GetBytes)];
        using SafetensorsFile file = SafetensorsBytes.Open(
            SafetensorsBytes.Write("""{"w":{"dtype":"F32","shape":[100,100],"data_offsets":[0,40000]}}""", data));
        Assert.Equal(values, file.ReadSingles("w"));
        Parallel.For(0, 64, _ => Assert.Equal(values, file.ReadSingles("w")));
    }

    [Fact]
    public void Names_what_is_not_there()
    {
        using SafetensorsFile file = SafetensorsBytes.Open(SafetensorsBytes.Example);
        Assert.Equal(
            "'test.safetensors' has no tensor 'a.wait'; it has 'a.weight', 'a.bias', 'b.weight', 'c', 'empty', 'steps'.",
            Assert.Throws<InvalidDataException>(() => file.ReadDoubles("a.wait")).Message);
        Assert.Equal(
            "'test.safetensors' has tensor 'steps' of type I64; F64, F32, F16 and BF16 can be read.",
            Assert.Throws<InvalidDataException>(() => file.ReadDoubles("steps")).Message);
    }

    [Theory]
    [InlineData("""{}""", 4, "it has no tensors, the data at byte 4")]
    [InlineData("""[]""", 0, "does not begin with '{'")]
    [InlineData(""" {}""", 0, "does not begin with '{'")]
    [InlineData("""{} x""", 0, "not valid JSON")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "not valid JSON")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "'w' ends at byte 4, the data at byte 5")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "'w' ends at byte 4, the data at byte 3")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}""", 5, "'w' begins at byte 1, the one before it ends at byte 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "'w' begins at byte 4 and ends at byte 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "'w', F32 [2], takes 8 bytes, but its data offsets, 0 to 4, hold 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "'w' has 1 data offsets, not 2")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "'shape' of tensor 'w' is not a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "'shape' of tensor 'w' is not a whole number")]
    [InlineData("""{"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "is String, not Number")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4,
        "'w' of shape [4294967296, 4294967296] has more bytes than any file")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}""", 4,
        "'w' of shape [4611686018427387904] has more bytes than any file")]
    [InlineData("""{"w":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}""", 4, "'shape' of tensor 'w' is not a whole number")]
    [InlineData("""{"w":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "'w' has dtype 'f32', which is not known")]
    [InlineData("""{"w":{"dtype":"1","shape":[1],"data_offsets":[0,4]}}""", 4, "'w' has dtype '1', which is not known")]
    [InlineData("""{"w":{"dtype":"F4","shape":[1],"data_offsets":[0,4]}}""", 4, "'w' has dtype 'F4', which is not known")]
    [InlineData("""{"w":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""", 4, "the dtype of tensor 'w' is Number, not String")]
    [InlineData("""{"w":{"shape":[1],"data_offsets":[0,4]}}""", 4, "'w' has no 'dtype'")]
    [InlineData("""{"w":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "'w' has no 'shape'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1]}}""", 4, "'w' has no 'data_offsets'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"file":"/etc/passwd"}}""", 4, "'w' has 'file', which is not known")]
    [InlineData("""{"w":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "'w' has 'dtype' twice")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0077":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4,
        "'w' comes twice")]
    [InlineData("""{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4,
        "'w' begins at byte 0, the one before it ends at byte 4")]
    [InlineData("""{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""", 8,
        "'w' begins at byte 4, the one before it ends at byte 8")]
    [InlineData("""{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12,
        "'w' begins at byte 8, the one before it ends at byte 4")]
    [InlineData("""{"w":[]}""", 0, "tensor 'w' is StartArray, not StartObject")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "'a' of '__metadata__' is Number, not String")]
    [InlineData("""{"__metadata__":{"a":"1","a":"1"}}""", 0, "'a' of '__metadata__' comes twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "'__metadata__' comes twice")]
    [InlineData("""{"\ud800":{}}""", 0, "a string that is not text")]
    public void RefusesWhatTheFormatForbids(string header, int data, string reason)
    {
        string message = Assert.Throws<InvalidDataException>(() => SafetensorsBytes.Open(SafetensorsBytes.Write(header, new byte[data]))).Message;
        Assert.StartsWith("'test.safetensors' is not a valid safetensors file: ", message);
        Assert.Contains(reason, message);
    }

    [Theory]
    [InlineData(new byte[0], "it has 0 bytes; the length of its header alone takes 8")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0 }, "it has 7 bytes")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, (byte)'{' }, "claims 1 bytes")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "claims 3 bytes; 2 follow")]
    [InlineData(new byte[] { 0, 0xe1, 0xf5, 5, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "claims 100000000 bytes; 2 follow")]
    [InlineData(new byte[] { 1, 0xe1, 0xf5, 5, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "claims 100000001 bytes; at most 100000000")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, (byte)'{', (byte)'}' }, "claims 18446744073709551615 bytes")]
    public void Refuses_headers_that_do_not_fit(byte[] file, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => SafetensorsBytes.Open(file)).Message);

    [Fact]
    public void Claims_take_no_memory()
    {
        byte[] header = [0, 0xe1, 0xf5, 5, 0, 0, 0, 0, (byte)'{', (byte)'}'];
        byte[] tensor = SafetensorsBytes.Write("""{"w":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}""", []);
        foreach (byte[] file in new[] { header, tensor })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidDataException>(() => SafetensorsBytes.Open(file));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void Any_altered_byte_of_the_header_is_refused_or_harmless()
    {
        byte[] example = SafetensorsBytes.Example;
        int header = example.Length - 50;
        int refused = 0;
        for (int i = 0; i < header; i++)
        {
            foreach (int value in (int[])[.. Enumerable.Range(0, 8).Select(bit => example[i] ^ (1 << bit)), 0, 0xff, '"', '{', '}', ',', ' ', '9'])
            {
                byte[] altered = [.. example];
                altered[i] = (byte)value;
                refused += IsRefused(altered) ? 1 : 0;
            }
        }

        // Most of it matters; names, spaces and the order of equal types do not.
        Assert.True(refused > 8 * header, $"{refused} of {16 * header} alterations were refused.");
    }

    [Fact]
    public void Any_shortened_file_is_refused()
    {
        for (int length = 0; length < SafetensorsBytes.Example.Length; length++)
        {
            Assert.True(IsRefused(SafetensorsBytes.Example[..length]), $"{length} bytes were read.");
        }
    }

    private static bool IsRefused(byte[] bytes)
    {
        SafetensorsFile file;
        try
        {
            file = SafetensorsBytes.Open(bytes);
        }
        catch (InvalidDataException)
        {
            return true;
        }

        // What is accepted keeps the format's promises, and every tensor can be read or says why not.
        using (file)
        {
            Assert.Equal(50, file.Tensors.Sum(tensor => tensor.Count * Size(tensor.Type)));
            foreach (SafetensorsTensor tensor in file.Tensors.Where(tensor => tensor.Type <= SafetensorsType.BF16))
            {
                Assert.Equal(tensor.Count, file.ReadDoubles(tensor.Name).Length);
            }
        }

        return false;
    }

    private static int Size(SafetensorsType type) => type.ToString() switch
    {
        "C64" => 8,
        "BF16" => 2,
        "BOOL" => 1,
        ['F', '8', ..] => 1,
        var name => int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture) / 8,
    };
}
