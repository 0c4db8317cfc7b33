using System.Runtime.InteropServices;
using Norm.ML.Internals.Sums;

namespace Norm.ML;

/// <summary>
/// Adds rows to a partition the cheap way: numbers them, sums them here in whole chunks, and sends moments instead of rows. The bits are those of
/// adding the rows themselves.
/// </summary>
/// <remarks>
/// <para>For one thread at a time, and the only one that adds to its partition. It begins with <see cref="LivePartition.Position"/>: after a restart,
/// a program goes on with the row of that number.</para>
/// <para>Rows that are not sent yet are lost if the program dies: its source has to be able to give them again. When a call fails, they stay in the
/// writer, and the next call of
/// <see cref="AddAsync(ReadOnlyMemory{float}, DateTimeOffset?, CancellationToken)"/> or <see cref="FlushAsync"/> sends them again; do not add them
/// again.</para>
/// </remarks>
public sealed class LiveWriter
{
    private const int Chunk = StatisticsAccumulator.RowsPerChunk;

    private readonly LivePartition _partition;
    private readonly int _largest;
    // What is not sent yet, in the order of the rows.
    private OpenRows _head; // the rest of a chunk that was begun with rows: moments cover whole chunks
    private readonly List<RunningStatistics> _chunks = []; // whole ones
    private OpenRows _open; // that fill no chunk yet
    private int _begun; // chunks of a call that was not answered
    private DateTimeOffset? _time;

    /// <summary>Creates a writer that goes on where the partition is.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="rowsPerCall">How many rows one call stands for: 512 times a power of two, up to 2^20. More is cheaper, and later.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rowsPerCall"/> is not such a number.</exception>
    public LiveWriter(LivePartition partition, int rowsPerCall = 4096)
    {
        ArgumentNullException.ThrowIfNull(partition);
        if (rowsPerCall is < Chunk or > 1 << 20 || !int.IsPow2(rowsPerCall))
        {
            throw new ArgumentOutOfRangeException(nameof(rowsPerCall), rowsPerCall,
                $"rowsPerCall is {rowsPerCall}; accepted: {Chunk} times a power of two, up to {1 << 20}.");
        }

        _partition = partition;
        _largest = int.Log2(rowsPerCall / Chunk);
        Sent = partition.Position;
    }

    /// <summary>The number of rows that are counted and stored: rows 0 to Sent - 1 need not be given again.</summary>
    public long Sent { get; private set; }

    /// <summary>The number of the next row.</summary>
    public long Next => Sent + _head.Count + (long)Chunk * _chunks.Count + _open.Count;

    /// <summary>Takes rows, and sends what makes whole calls.</summary>
    /// <param name="rows">Shape [n, channels], row after row.</param>
    /// <param name="time">When they were made, for windows. Rows of different intervals should not share a call: call <see cref="FlushAsync"/> in
    /// between.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of channels. Nothing was taken.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>. Nothing was
    /// taken.</exception>
    /// <exception cref="LiveStatisticsException">A call was refused or not answered. The rows were taken, and stay here until they can be
    /// sent.</exception>
    public Task AddAsync(ReadOnlyMemory<float> rows, DateTimeOffset? time = null, CancellationToken cancellation = default) =>
        AddAsync(new RowValues(MemoryMarshal.AsBytes(rows.Span).ToArray(), AreDoubles: false), rows.Length, time, cancellation);

    /// <inheritdoc cref="AddAsync(ReadOnlyMemory{float}, DateTimeOffset?, CancellationToken)"/>
    public Task AddAsync(ReadOnlyMemory<double> rows, DateTimeOffset? time = null, CancellationToken cancellation = default) =>
        AddAsync(new RowValues(MemoryMarshal.AsBytes(rows.Span).ToArray(), AreDoubles: true), rows.Length, time, cancellation);

    /// <summary>Sends everything, the rows that fill no chunk as rows.</summary>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="LiveStatisticsException">A call was refused or not answered. What was not sent stays here.</exception>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        await SendHead(cancellation);
        await SendChunks(cancellation);
        if (_open.Count == 0)
        {
            return;
        }
        // Once sent as rows, a chunk stays one of rows, also if nobody knows whether they arrived.
        (_head, _open) = (_open, default);
        await SendHead(cancellation);
    }

    private int Channels => _partition.Columns.Count;

    private async Task AddAsync(RowValues rows, int length, DateTimeOffset? time, CancellationToken cancellation)
    {
        if (length % Channels != 0)
        {
            throw new ArgumentException($"rows has {length} values; accepted: a multiple of {Channels}, the number of channels.", nameof(rows));
        }

        if (_partition.Columns.Policy == NonFinitePolicy.Throw && rows.IndexOfNonFinite() is int i and >= 0)
        {
            throw new NotFiniteNumberException(FormattableString.Invariant(
                $"Row {Next + i / Channels} has the value {rows[i]} in channel {i % Channels}."), rows[i]);
        }

        _time = time;
        int count = rows.Count(Channels);
        for (int done = 0; done < count;)
        {
            int room = HeadRoom, some = Math.Min(count - done, room > 0 ? room : Chunk - _open.Count);
            RowValues part = rows.Slice(done, some, Channels);
            if (room > 0)
            {
                _head = _head.Add(part, Channels);
            }
            else
            {
                _open = _open.Add(part, Channels);
            }

            if (_open.Count == Chunk)
            {
                _chunks.Add(_open.Sum(Channels, _partition.Columns.Policy == NonFinitePolicy.Propagate));
                _open = default;
            }
            done += some;
        }
        if (HeadRoom == 0)
        {
            await SendHead(cancellation);
        }

        if (_chunks.Count > 0 && (Sent / Chunk + _chunks.Count) >> _largest != Sent / Chunk >> _largest)
        {
            await SendChunks(cancellation);
        }
    }

    // How many rows the chunk that was begun with rows still takes.
    private int HeadRoom => Sent % Chunk == 0 && _head.Count == 0 ? 0 : (int)(Chunk - Sent % Chunk) - _head.Count;

    private async Task SendHead(CancellationToken cancellation)
    {
        if (_head.Count == 0)
        {
            return;
        }

        ReadOnlySpan<byte> rows = _head.Bytes(Channels);
        if (_head.AreDoubles)
        {
            await _partition.AddAsync(Sent, MemoryMarshal.Cast<byte, double>(rows).ToArray(), _time, cancellation);
        }
        else
        {
            await _partition.AddAsync(Sent, MemoryMarshal.Cast<byte, float>(rows).ToArray(), _time, cancellation);
        }

        Sent += _head.Count;
        _head = default;
    }

    private async Task SendChunks(CancellationToken cancellation)
    {
        while (_chunks.Count > 0)
        {
            // A call that was not answered is sent again as it was: moments cannot be divided.
            if (_begun == 0)
            {
                _begun = 1 << new ChunkRange(Sent / Chunk, _chunks.Count).Parts(_largest).First().Level;
            }

            await _partition.AddMomentsAsync(Sent, Merge(0, _begun), _time, cancellation);
            _chunks.RemoveRange(0, _begun);
            Sent += (long)_begun * Chunk;
            _begun = 0;
        }
    }

    // As the tree merges chunks.
    private RunningStatistics Merge(int first, int count) =>
        count == 1 ? _chunks[first] : RunningStatistics.Merge(Merge(first, count / 2), Merge(first + count / 2, count / 2));
}
