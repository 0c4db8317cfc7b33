namespace Norm.ML;

/// <summary>What a safetensors file says of one tensor.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(string name, SafetensorsType type, long[] shape, long begin, long end)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Begin = begin;
        End = end;
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public SafetensorsType Type { get; }

    /// <summary>The dimensions, the last of them adjacent in the file; none for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The product of <see cref="Shape"/>.</summary>
    public long Count => (End - Begin) / Internals.Files.SafetensorsTypes.SizeOf(Type);

    /// <summary>The beginning of the tensor, in bytes after the header.</summary>
    internal long Begin { get; }

    /// <summary>The end (exclusive) of the tensor, in bytes after the header.</summary>
    internal long End { get; }

    /// <summary>The name, type and dimensions.</summary>
    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", Shape)}]";
}
