using Microsoft.ML.StandIns;

namespace Microsoft.ML.Data;

/// <summary>Where editing of a vector begins.</summary>
public static class VBufferEditor
{
    /// <summary>Edits the stored values of a vector in place.</summary>
    public static VBufferEditor<T> CreateFromBuffer<T>(scoped ref VBuffer<T> destination) => destination.GetEditor();

    /// <summary>Arrays for a vector of another shape, those of <paramref name="destination"/> where they suffice.</summary>
    public static VBufferEditor<T> Create<T>(
        scoped ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false) =>
        destination.GetEditor(newLogicalLength, valuesCount, maxValuesCapacity, keepOldOnResize, requireIndicesOnDense);
}

/// <summary>A vector's arrays, open for writing until <see cref="Commit"/> makes a vector of them.</summary>
public readonly ref struct VBufferEditor<T>
{
    private readonly int _logicalLength;
    private readonly T[] _values;
    private readonly int[] _indices;

    public readonly Span<T> Values;

    /// <summary>Empty for a dense vector, unless indices were asked for.</summary>
    public readonly Span<int> Indices;

    internal VBufferEditor(
        int logicalLength,
        int physicalValuesCount,
        T[] values,
        int[] indices,
        bool requireIndicesOnDense,
        bool createdNewValues,
        bool createdNewIndices)
    {
        _logicalLength = logicalLength;
        _values = values;
        _indices = indices;
        bool hasIndices = physicalValuesCount < logicalLength || requireIndicesOnDense;
        Values = values.AsSpan(0, physicalValuesCount);
        Indices = hasIndices ? indices.AsSpan(0, physicalValuesCount) : default;
        CreatedNewValues = createdNewValues;
        CreatedNewIndices = createdNewIndices;
    }

    public bool CreatedNewValues { get; }

    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_logicalLength, Values.Length, _values, _indices);

    /// <summary>A vector of only the first stored values; the rest of the slots are the default.</summary>
    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        Check.Argument(
            physicalValuesCount <= Values.Length,
            nameof(physicalValuesCount),
            $"The editor was made for {Values.Length} values.");
        return new(_logicalLength, physicalValuesCount, _values, _indices);
    }
}
