using System.Collections;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Data;

/// <summary>
/// A vector whose arrays are passed on and reused. Dense: the first <see cref="Length"/> values. Sparse: some values, and as
/// many ascending indices that say where they stand; all others are the default.
/// </summary>
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null)
        : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Check.Argument(length >= 0, nameof(length));
        Check.Argument(count >= 0 && count <= length, nameof(count));
        Check.Argument(count <= (values?.Length ?? 0), nameof(values));
        Check.Argument(count == length || count <= (indices?.Length ?? 0), nameof(indices));
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>Empty for a dense vector.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination) => CopyTo(ref destination, 0, Length);

    /// <summary>A part of this vector, sparse if this one is.</summary>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Check.Argument(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        Check.Argument(length >= 0 && length <= Length - sourceIndex, nameof(length));
        int first = IsDense ? sourceIndex : FirstAtLeast(sourceIndex);
        int count = IsDense ? length : FirstAtLeast(sourceIndex + length) - first;
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
        _values.AsSpan(first, count).CopyTo(editor.Values);
        for (int i = 0; i < editor.Indices.Length; i++)
            editor.Indices[i] = _indices[first + i] - sourceIndex;
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        // The message is put together only where it is needed: this runs for each row.
        if (destinationIndex < 0 || destinationIndex > destination.Length - Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(destination), $"{Length} values do not fit into {destination.Length} from index {destinationIndex} on.");
        }

        destination = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(destination);
            return;
        }
        destination.Fill(_count == 0 ? default : defaultValue);
        for (int i = 0; i < _count; i++)
            destination[_indices[i]] = _values[i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int size = source?.Length ?? 0;
        Check.Argument(length >= 0 && length <= size, nameof(length));
        Check.Argument(sourceIndex >= 0 && sourceIndex <= size - length, nameof(sourceIndex));
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>The stored values with their slots, or with <paramref name="all"/> those of all slots.</summary>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false) =>
        IsDense || all ? DenseValues().Select((value, slot) => KeyValuePair.Create(slot, value)) : StoredItems(_values, _indices, _count);

    public IEnumerable<T> DenseValues() => DenseValues(_values, IsDense ? null : _indices, _count, Length);

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        Check.Argument(index >= 0 && index < Length, nameof(index));
        if (IsDense)
            return _values[index];
        int position = GetIndices().BinarySearch(index);
        return position >= 0 ? _values[position] : default;
    }

    public override string ToString() => IsDense
        ? $"Dense vector of size {Length}"
        : $"Sparse vector of size {Length}, {_count} explicit values";

    /// <summary>All of the values array, as ML.NET has it: meant for debuggers; programs read <see cref="GetValues"/>.</summary>
    public IEnumerator GetEnumerator() => (_values ?? []).GetEnumerator();

    internal VBufferEditor<T> GetEditor() => GetEditor(Length, _count);

    internal VBufferEditor<T> GetEditor(
        int newLogicalLength,
        int? valuesCount,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        int count = valuesCount ?? newLogicalLength;
        Check.Argument(newLogicalLength >= 0, nameof(newLogicalLength));
        Check.Argument(count >= 0 && count <= newLogicalLength, nameof(valuesCount));
        bool needsIndices = count < newLogicalLength || requireIndicesOnDense;
        int capacity = maxValuesCapacity ?? Array.MaxLength;
        T[] values = Buffers.AtLeast(_values, count, capacity, keepOldOnResize);
        int[] indices = needsIndices ? Buffers.AtLeast(_indices, count, capacity, keepOldOnResize) : _indices;
        return new VBufferEditor<T>(
            newLogicalLength, count, values, indices, requireIndicesOnDense, values != _values, indices != _indices);
    }

    private int FirstAtLeast(int slot)
    {
        int position = GetIndices().BinarySearch(slot);
        return position >= 0 ? position : ~position;
    }

    private static IEnumerable<KeyValuePair<int, T>> StoredItems(T[] values, int[] indices, int count)
    {
        for (int i = 0; i < count; i++)
            yield return KeyValuePair.Create(indices[i], values[i]);
    }

    private static IEnumerable<T> DenseValues(T[] values, int[] indices, int count, int length)
    {
        for (int slot = 0, i = 0; slot < length; slot++)
        {
            bool stored = indices == null || (i < count && indices[i] == slot);
            yield return stored ? values[i++] : default;
        }
    }
}
