using Microsoft.ML;
using Norm.ML.Internals;

namespace Norm.ML;

public sealed partial class BatchNormTransformer
{
    /// <summary>Goes on fitting with more data, under the options of the first fit; this transformer stays what it is.</summary>
    /// <remarks>
    /// <para>Exact statistics: the result is that of one fit on all rows, the same bits if the number of rows seen before is a multiple of
    /// <see cref="StatisticsAccumulator.RowsPerChunk"/> (for a channel of several positions each position counts as a row). After any other number
    /// mean and deviation are the same to about 1e-15 of the deviation, and again the same bits for any number of cursors. This holds after
    /// saving and loading too.</para>
    /// <para>Exponential statistics (<see cref="BatchNormOptions.BatchSize"/>): the data begin a new mini-batch, so cutting where a batch ends gives the
    /// bits of one fit.</para>
    /// </remarks>
    /// <param name="data">The new rows, one or more; with the columns of the first fit, and its weights if it had any.
    /// <see cref="BatchNormOptions.MaximumExampleCount"/> counts them anew.</param>
    /// <param name="cancellation">Stops the fit between two blocks of rows.</param>
    /// <returns>A transformer of the same columns that has seen both.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has another type or other slot names than before.</exception>
    /// <exception cref="InvalidOperationException">A weight is out of range, or a mini-batch is too small.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public BatchNormTransformer Update(IDataView data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        RunningStatistics[] learned = BatchNormFit.Run(Host, data, Columns, Options with { Cancellation = cancellation }, Model.Learned);
        return new BatchNormTransformer(Host, Columns, new BatchNormModel(Columns, Options, learned));
    }
}
