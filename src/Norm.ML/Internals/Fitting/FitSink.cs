using System.Numerics;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Groups;

namespace Norm.ML.Internals.Fitting;

/// <summary>Where the rows of one column go: into exact statistics, and with mini-batches into exponential ones too.</summary>
internal sealed class FitSink
{
    private readonly NormLayout _layout;
    private readonly int _spatial;
    private readonly int _batchSize;
    private readonly StatisticsAccumulator _all;
    private readonly RunningStatistics? _before;
    private readonly StatisticsAccumulator? _batch;
    private readonly string _column;
    private readonly bool _dropLast;
    private readonly GroupRows? _groups;
    private readonly BatchNormOptions _options;
    private ExponentialMoments? _running;
    private int _inBatch;
    private double[] _weights = [];

    /// <param name="column">The column's name, for messages.</param>
    /// <param name="names">The channels' names, as many as there are channels.</param>
    /// <param name="spatial">The positions of a channel in a row.</param>
    /// <param name="options">What the fit was asked for.</param>
    /// <param name="before">What to go on from; null to begin.</param>
    public FitSink(string column, string[] names, int spatial, BatchNormOptions options, RunningStatistics? before)
    {
        _column = column;
        _options = options;
        _groups = options.GroupColumnName is null ? null : new(names.Length, options.NonFinite);
        _layout = options.Layout;
        _spatial = spatial;
        bool resumes = before is not null && StatisticsAccumulator.CanResume(before);
        _all = resumes ? StatisticsAccumulator.Resume(before!, options.NonFinite) : new StatisticsAccumulator(names.Length, options.NonFinite, names);
        _before = resumes ? null : before?.WithExponential(null);
        _batchSize = options.BatchSize ?? int.MaxValue;
        _dropLast = options.DropLast;
        if (options.BatchSize is null)
        {
            return;
        }

        _batch = new StatisticsAccumulator(names.Length, options.NonFinite, names);
        _running = before?.Exponential ?? ExponentialMoments.Start(names.Length, options.Momentum ?? MomentumRule.PyTorch());
    }

    public void Add<T>(ReadOnlySpan<T> values, int rows, ReadOnlySpan<double> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = _all.ChannelCount * _spatial;
        while (rows > 0)
        {
            int some = Math.Min(rows, _batchSize - _inBatch);
            ReadOnlySpan<double> weightsOfSome = weights.IsEmpty ? default : weights[..some];
            Add(_all, values[..(some * size)], weightsOfSome);
            if (_batch is not null)
            {
                Add(_batch, values[..(some * size)], weightsOfSome);
                _inBatch += some;
                if (_inBatch == _batchSize)
                {
                    EndBatch();
                }
            }

            values = values[(some * size)..];
            weights = weights.IsEmpty ? default : weights[some..];
            rows -= some;
        }
    }

    /// <summary>Takes rows into the statistics of their keys. Those of all rows take them first, and refuse wrong ones.</summary>
    /// <param name="values">The rows.</param>
    /// <param name="weights">One per row; empty where each counts once.</param>
    /// <param name="keys">The number of each row's key; -1 for a missing one.</param>
    public void AddToGroups<T>(ReadOnlySpan<T> values, ReadOnlySpan<double> weights, ReadOnlySpan<int> keys)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int channels = _all.ChannelCount, size = channels * _spatial;
        bool channelsFirst = _spatial > 1 && _layout == NormLayout.ChannelsFirst;
        Span<T> position = channelsFirst ? new T[channels] : default;
        for (int row = 0; row < keys.Length; row++)
        {
            // As the accumulator does: an example with channels first is weighted where its weight is not 1.
            double? weight = weights.IsEmpty || (channelsFirst && weights[row] == 1) ? null : weights[row];
            ReadOnlySpan<T> example = values.Slice(row * size, size);
            for (int i = 0; i < _spatial && keys[row] >= 0; i++)
            {
                if (!channelsFirst)
                {
                    _groups!.Add(keys[row], example.Slice(i * channels, channels), weight);
                    continue;
                }

                for (int c = 0; c < channels; c++)
                {
                    position[c] = example[c * _spatial + i];
                }

                _groups!.Add(keys[row], (ReadOnlySpan<T>)position, weight);
            }

            if (_groups!.Count > _options.MaximumGroups)
            {
                throw BatchNormFit.TooMany(_options);
            }
        }
    }

    /// <summary>What was learned of each key.</summary>
    public GroupedStatistics ToGroups(GroupKeys keys, RunningStatistics all) => GroupedStatisticsAccumulator.ToStatistics(_groups!, keys, all);

    /// <summary>Whether a slot is a channel, so that rows may be given as some of their values.</summary>
    public bool TakesSparseRows => _spatial == 1 && _groups is null;

    /// <summary>Takes a row of which some values are given and all others are 0; no weight means 1.</summary>
    public void AddSparse<T>(ReadOnlySpan<int> channels, ReadOnlySpan<T> values, ReadOnlySpan<double> weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double counts = weight.IsEmpty ? 1 : weight[0];
        AddTo(_all, channels, values);
        if (_batch is null)
        {
            return;
        }

        AddTo(_batch, channels, values);
        if (++_inBatch == _batchSize)
        {
            EndBatch();
        }

        void AddTo(StatisticsAccumulator statistics, ReadOnlySpan<int> channels, ReadOnlySpan<T> values)
        {
            if (typeof(T) == typeof(float))
            {
                statistics.AddSparseRow(channels, MemoryMarshal.Cast<T, float>(values), counts);
            }
            else
            {
                statistics.AddSparseRow(channels, MemoryMarshal.Cast<T, double>(values), counts);
            }
        }
    }

    /// <summary>The rows of the last mini-batch that are left out of the running statistics.</summary>
    public int Dropped => _dropLast ? _inBatch : 0;

    /// <summary>
    /// What was learned, the last mini-batch included, however small, unless the options leave out a short one; with the tree's nodes where another
    /// fit can go on from them. It can be called once, after all rows.
    /// </summary>
    public RunningStatistics ToStatistics()
    {
        if (_inBatch > 0 && !_dropLast)
        {
            EndBatch();
        }

        RunningStatistics exact = _before is null ? _all.TakeShard() : RunningStatistics.Merge(_before, _all.ToStatistics());
        return exact.WithExponential(_running);
    }

    private void EndBatch()
    {
        try
        {
            _running = _running!.Update(_batch!.ToStatistics());
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException(
                $"Mini-batch {_running!.BatchCount + 1} of column '{_column}' ({_inBatch} rows) cannot be taken in: {error.Message}"
                + (_inBatch < _batchSize ? MiniBatches.Advice : ""), error);
        }

        _batch!.Reset();
        _inBatch = 0;
    }

    private void Add<T>(StatisticsAccumulator statistics, ReadOnlySpan<T> values, ReadOnlySpan<double> weights)
        where T : unmanaged
    {
        if (_spatial > 1 && _layout == NormLayout.ChannelsLast)
        {
            weights = Repeat(weights);
        }

        bool channelsFirst = _spatial > 1 && _layout == NormLayout.ChannelsFirst;
        if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<float> single = MemoryMarshal.Cast<T, float>(values);
            if (channelsFirst)
            {
                statistics.AddChannelsFirst(single, _spatial, weights);
            }
            else if (weights.IsEmpty)
            {
                statistics.Add(single);
            }
            else
            {
                statistics.Add(single, weights);
            }
        }
        else
        {
            ReadOnlySpan<double> wide = MemoryMarshal.Cast<T, double>(values);
            if (channelsFirst)
            {
                statistics.AddChannelsFirst(wide, _spatial, weights);
            }
            else if (weights.IsEmpty)
            {
                statistics.Add(wide);
            }
            else
            {
                statistics.Add(wide, weights);
            }
        }
    }

    // With channels last every position is a row of the statistics, with its example's weight.
    private ReadOnlySpan<double> Repeat(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            return weights;
        }

        if (_weights.Length < weights.Length * _spatial)
        {
            _weights = new double[weights.Length * _spatial];
        }

        for (int i = 0; i < weights.Length; i++)
        {
            _weights.AsSpan(i * _spatial, _spatial).Fill(weights[i]);
        }

        return _weights.AsSpan(0, weights.Length * _spatial);
    }
}
