using System.Numerics;

namespace Norm.ML;

public abstract partial class FittedNormTransformer
{
    /// <summary>
    /// Folds this norm into the linear layer after it, <c>z = W y + b</c>, so that inference needs only the layer: with s = gamma / sqrt(variance +
    /// epsilon), <c>W'[o, i] = W[o, i] s[i]</c> and <c>b'[o] = b[o] + sum over i of W[o, i] (beta[i] - mean[i] s[i])</c>.
    /// </summary>
    /// <remarks>Computed in double. The folded layer adds products of the data's own size: it loses as many digits as the means have more than the
    /// deviations, which the norm before the layer does not. Keep it in double, or keep the norm, where the means are far above the spread. A NaN
    /// among the inputs gives NaN in both.</remarks>
    /// <typeparam name="T">The type of the layer's numbers, <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="weights">Shape [outputs, inputs], row after row; an input is an element of the normalized column.</param>
    /// <param name="bias">One for each output: their number tells how many outputs there are. Zeros for a layer without bias.</param>
    /// <param name="columnName">
    /// The column in front of the layer, by its name before or after normalization; null where this transformer has one only.
    /// </param>
    /// <returns>The layer for the column as it is before normalization.</returns>
    /// <exception cref="NotSupportedException">There is one set of statistics for each key.</exception>
    /// <exception cref="ArgumentException">The lengths do not fit each other or the column's channels, or the column is not one of these.</exception>
    public FoldedLinear FoldInto<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, string? columnName = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Model.Groups is not null)
        {
            throw BatchNormGroups.OneSetOnly(Options, "A folded layer");
        }

        int column = IndexOf(columnName), channels = Model.Statistics[column].ChannelCount;
        int inputs = bias.IsEmpty ? 0 : weights.Length / bias.Length;
        if (inputs == 0 || weights.Length % bias.Length != 0 || inputs % channels != 0)
        {
            throw new ArgumentException(
                $"{weights.Length} weights and {bias.Length} biases are not a layer after the {channels} channels of "
                    + $"'{Columns[column].OutputColumnName}'; accepted: for each bias as many weights as the column has elements.",
                nameof(weights));
        }

        var fitted = Model.Channels(column);
        double[] scale = fitted.Scale(isDouble: true), folded = new double[weights.Length], shift = new double[bias.Length];
        int positions = inputs / channels;
        for (int output = 0; output < bias.Length; output++)
        {
            // The parts of the shift differ in sign and may cancel: they are summed with what rounding takes from them.
            double sum = double.CreateChecked(bias[output]), lost = 0;
            for (int i = 0; i < inputs; i++)
            {
                int channel = Options.Layout == NormLayout.ChannelsFirst ? i / positions : i % channels;
                double weight = double.CreateChecked(weights[(output * inputs) + i]);
                folded[(output * inputs) + i] = weight * scale[channel];
                Add(-fitted.Mean[channel] * folded[(output * inputs) + i]);
                Add(-fitted.MeanLow[channel] * folded[(output * inputs) + i]);
                Add(fitted.Beta.Length == 0 ? 0 : weight * fitted.Beta[channel]);
            }

            shift[output] = sum + lost;

            void Add(double term)
            {
                double next = sum + term;
                lost += Math.Abs(sum) >= Math.Abs(term) ? sum - next + term : term - next + sum;
                sum = next;
            }
        }

        return new FoldedLinear(folded, shift);
    }
}
