using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Internals.Rows;

namespace Norm.ML.Internals.Fitting;

/// <summary>
/// A column of very many slots, each a channel: sparse rows are kept and summed as the values that they give, with the bits of the rows in full.
/// </summary>
internal sealed class WideFitColumn<TItem, T>(DataViewSchema.Column column, FitSink sink) : FitColumn
    where TItem : unmanaged, INumber<TItem>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override int Size => ((VectorDataViewType)column.Type).Size;

    public override object NewBlock(int rows) => new Block();

    public override Action<object, int> CreateReader(DataViewRow cursor)
    {
        var vector = new VectorReader<TItem>(cursor, column);
        return (block, row) => ((Block)block).Add(row, in vector.Read());
    }

    // A column with keys is not read as it is.
    public override void Add(object block, int rows, ReadOnlySpan<double> weights, ReadOnlySpan<int> keys) =>
        ((Block)block).AddTo(sink, rows, weights);

    // Rows one after the other; a row in full has no indices.
    private sealed class Block
    {
        private readonly List<int> _indices = [];
        private readonly List<T> _values = [];
        private readonly List<(int Indices, int Values)> _ends = [];

        public void Add(int row, in VBuffer<TItem> values)
        {
            if (row == 0)
            {
                _indices.Clear();
                _values.Clear();
                _ends.Clear();
            }

            ReadOnlySpan<TItem> items = values.GetValues();
            int start = _values.Count;
            CollectionsMarshal.SetCount(_values, start + items.Length);
            TensorPrimitives.ConvertChecked(items, CollectionsMarshal.AsSpan(_values)[start..]);
            if (!values.IsDense)
            {
                _indices.AddRange(values.GetIndices());
            }

            _ends.Add((_indices.Count, _values.Count));
        }

        public void AddTo(FitSink sink, int rows, ReadOnlySpan<double> weights)
        {
            ReadOnlySpan<int> indices = CollectionsMarshal.AsSpan(_indices);
            ReadOnlySpan<T> values = CollectionsMarshal.AsSpan(_values);
            (int Indices, int Values) start = (0, 0);
            for (int row = 0; row < rows; row++)
            {
                (int Indices, int Values) end = _ends[row];
                ReadOnlySpan<double> weight = weights.IsEmpty ? default : weights.Slice(row, 1);
                if (end.Indices > start.Indices || end.Values == start.Values)
                {
                    sink.AddSparse(indices[start.Indices..end.Indices], values[start.Values..end.Values], weight);
                }
                else
                {
                    sink.Add(values[start.Values..end.Values], 1, weight);
                }

                start = end;
            }
        }
    }
}
