using Microsoft.ML;
using Microsoft.ML.Transforms;
using Norm.ML.Internals;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

public abstract partial class FittedNormTransformer
{
    /// <summary>
    /// The same normalization as a transformer of ML.NET's own, for programs that know nothing of Norm.ML: <c>y = (x - offset) * scale</c> with
    /// <c>scale = gamma / sqrt(variance + epsilon)</c> and <c>offset = mean - beta / scale</c>.
    /// </summary>
    /// <remarks>ML.NET's transformer stores offset and scale in the column's type and computes in it. Of a Single column whose mean is 10^k times its
    /// deviation k of the 7 digits are lost; this transformer loses none.</remarks>
    /// <param name="inputSchema">The schema of the data that it will transform: ML.NET's transformer is made for one type and size.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, is not Single or Double, or has other channels than the fit.</exception>
    /// <exception cref="NotSupportedException">A channel has gamma 0 and beta other than 0, which ML.NET's form cannot express; there is
    /// one set of statistics for each key; or the program runs without ML.NET's normalizers.</exception>
    public NormalizingTransformer ToNormalizingTransformer(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (Model.Groups is not null)
        {
            throw BatchNormGroups.OneSetOnly(Options, "ML.NET's transformer");
        }

        var columns = new NormalizingEstimator.ColumnOptionsBase[Columns.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            DataViewSchema.Column source = ColumnTypes.Find(inputSchema, Columns[i].InputColumnName);
            CheckInput(i, source.Type);
            Type item = ColumnTypes.ItemOf(source.Type).RawType;
            if (item != typeof(float) && item != typeof(double))
            {
                throw ColumnTypes.Mismatch(source.Name, source.Type, "Single or Double, for ML.NET's normalizers");
            }

            (double[] scale, double[] offset) = Affine(i, Model.Positions(i, source.Type), item == typeof(double));
            columns[i] = new AffineColumn(Columns[i].OutputColumnName, source.Name, scale, offset);
        }

        return NormalizingTransformer.Train(Host, new EmptyView(inputSchema), columns);
    }

    // ML.NET's normalizers have a number for each element.
    private (double[] Scale, double[] Offset) Affine(int column, int positions, bool isDouble)
    {
        FittedChannels fitted = Model.Channels(column);
        int channels = fitted.Mean.Length;
        double[] scales = fitted.Scale(isDouble), scale = new double[channels * positions], offset = new double[scale.Length];
        for (int i = 0; i < scale.Length; i++)
        {
            int channel = Options.Layout == NormLayout.ChannelsFirst ? i / positions : i % channels;
            double beta = fitted.Beta.Length == 0 ? 0 : fitted.Beta[channel];
            if (scales[channel] == 0 && beta != 0)
            {
                throw new NotSupportedException(
                    $"{ChannelLabels.Describe(Model.Statistics[column], channel)} of column '{Columns[column].InputColumnName}' is {beta} whatever "
                        + "the input; ML.NET's (x - offset) * scale cannot say so.");
            }

            scale[i] = scales[channel];
            offset[i] = beta == 0 ? fitted.Mean[channel] : fitted.Mean[channel] - (beta / scales[channel]);
        }

        return (scale, offset);
    }
}
