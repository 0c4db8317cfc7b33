namespace Norm.ML.Onnx.Internals.Reading;

/// <summary>Gamma and beta with the dimensions that they are for.</summary>
internal static class Affine
{
    /// <summary>
    /// The dimensions that are normalized together: the last ones of the input where the file states them, and those of the parameter otherwise.
    /// </summary>
    /// <param name="node">What messages call the norm.</param>
    /// <param name="input">The dimensions of the input, -1 where not known; null if not known.</param>
    /// <param name="count">How many are normalized together.</param>
    /// <param name="parameter">The dimensions of gamma or beta; null if there is none.</param>
    /// <returns>The dimensions; null if nothing tells them.</returns>
    public static long[]? NormalizedShape(string node, long[]? input, int count, long[]? parameter)
    {
        long[] shape = input is null ? [.. Enumerable.Repeat(-1L, count)] : input[^count..];
        if (parameter is not null)
        {
            parameter = Trim(parameter);
            for (int i = 1; i <= parameter.Length; i++)
            {
                long held = parameter[^i], wanted = i <= count ? shape[^i] : 1;
                if (held != 1 && wanted > 0 && held != wanted)
                {
                    throw new OnnxFormatException(
                        $"norm {node} has parameters of [{string.Join(", ", parameter)}] "
                        + $"for an input of [{string.Join(", ", (input ?? shape).Select(Text))}].");
                }

                if (wanted < 0 && held != 1)
                {
                    shape[^i] = held;
                }
            }
        }

        return shape.All(dimension => dimension > 0) ? shape : null;

        static string Text(long dimension) => dimension < 0 ? "?" : FormattableString.Invariant($"{dimension}");
    }

    /// <summary>A parameter for every element of a shape, repeated along the dimensions that it lacks.</summary>
    /// <exception cref="UnreadNormException">There would be more than any norm has.</exception>
    public static IReadOnlyList<double> Spread(ConstantTensor parameter, long[] shape)
    {
        long[] from = Trim(parameter.Shape), to = Trim(shape);
        if (from.AsSpan().SequenceEqual(to))
        {
            return parameter.Values;
        }

        return new RepeatedNumbers(parameter.Values, RepeatedNumbers.CheckCount(CountOf(shape)), Place);

        int Place(int element)
        {
            long rest = element, place = 0, stride = 1;
            for (int d = 1; d <= from.Length; d++)
            {
                long index = rest % shape[^d];
                rest /= shape[^d];
                place += (from[^d] == 1 ? 0 : index) * stride;
                stride *= from[^d];
            }

            return (int)place;
        }
    }

    /// <summary>The elements of a shape; <see cref="long.MaxValue"/> if they cannot be counted.</summary>
    public static long CountOf(long[] shape) => (long)shape.Aggregate(1m, (count, dimension) => Math.Min(count * dimension, long.MaxValue));

    /// <summary>The number of channels of a parameter with one number for each; null if it has not such dimensions.</summary>
    /// <param name="shape">The parameter's dimensions.</param>
    /// <param name="behind">How many dimensions of one element follow that of the channels; null for any number but none.</param>
    public static int? Channels(long[] shape, int? behind = null)
    {
        long[] trimmed = Trim(shape);
        return trimmed.Length > 0 && trimmed[0] is > 0 and <= int.MaxValue && trimmed[1..].All(dimension => dimension == 1)
            && (behind is { } count ? trimmed.Length - 1 == count : trimmed.Length > 1) ? (int)trimmed[0] : null;
    }

    /// <summary>Dimensions without the ones in front.</summary>
    public static long[] Trim(long[] shape) => [.. shape.SkipWhile(dimension => dimension == 1)];
}
