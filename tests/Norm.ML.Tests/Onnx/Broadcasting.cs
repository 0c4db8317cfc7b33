namespace Norm.ML.Tests.Onnx;

/// <summary>Arithmetic on tensors with the broadcasting of ONNX (and NumPy).</summary>
static class Broadcasting
{
    public static double Round(Type item, double value) => item == typeof(float) ? (float)value : value;

    public static Tensor Map(Tensor input, Func<double, double> function) =>
        new(input.Item, input.Shape, Array.ConvertAll(input.Values, value => Round(input.Item, function(value))));

    public static Tensor Zip(Tensor a, Tensor b, Func<double, double, double> function)
    {
        if (a.Item != b.Item)
            throw new InvalidOperationException($"{a.Item} meets {b.Item}; a runtime refuses that.");

        int rank = Math.Max(a.Shape.Length, b.Shape.Length);
        long[] left = Pad(a.Shape, rank), right = Pad(b.Shape, rank);
        long[] shape = [.. left.Zip(right, (x, y) => x == y || y == 1 ? x : x == 1 ? y : throw new InvalidOperationException($"Dimension {x} meets {y}."))];
        double[] values = new double[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        for (int i = 0; i < values.Length; i++)
            values[i] = Round(a.Item, function(a.Values[Offset(i, shape, left)], b.Values[Offset(i, shape, right)]));
        return new(a.Item, shape, values);
    }

    public static Tensor Mean(Tensor input, long[] axes)
    {
        long[] shape = [.. input.Shape.Select((dimension, axis) => axes.Contains(axis) ? 1 : dimension)];
        double[] sums = new double[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        for (int i = 0; i < input.Values.Length; i++)
            sums[Offset(i, input.Shape, shape)] += input.Values[i];
        return new(input.Item, shape, Array.ConvertAll(sums, sum => Round(input.Item, sum / (input.Values.Length / sums.Length))));
    }

    public static Tensor Largest(Tensor input, long[] axes)
    {
        long[] shape = [.. input.Shape.Select((dimension, axis) => axes.Contains(axis) ? 1 : dimension)];
        double[] largest = new double[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        Array.Fill(largest, double.NegativeInfinity);
        for (int i = 0; i < input.Values.Length; i++)
            largest[Offset(i, input.Shape, shape)] = Math.Max(largest[Offset(i, input.Shape, shape)], input.Values[i]);
        return new(input.Item, shape, largest);
    }

    // Where element i of a tensor of one shape lies in a tensor whose dimensions are the same or 1.
    static long Offset(long i, long[] shape, long[] other)
    {
        long offset = 0, stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            offset += other[axis] == 1 ? 0 : i % shape[axis] * stride;
            stride *= other[axis];
            i /= shape[axis];
        }

        return offset;
    }

    static long[] Pad(long[] shape, int rank) => [.. Enumerable.Repeat(1L, rank - shape.Length), .. shape];
}
