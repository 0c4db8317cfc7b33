using System.Buffers;
using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Norm.ML.Internals.Files;

namespace Norm.ML;

/// <summary>
/// A matrix in NumPy's .npy format, mapped into memory a window at a time: memory stays constant however large the file is.
/// </summary>
/// <remarks>
/// <para>Read are versions 1.0 to 3.0 with the elements of <see cref="NpyType"/> in either byte order, and booleans as 0 and 1; in C order (row after
/// row) or Fortran order (column after column), of shape (rows, columns) or (rows).
/// The header is checked when the file is opened: that it holds the three keys and nothing else, and that the file has exactly the bytes that the
/// shape needs. Files hold data only; Python objects are refused.</para>
/// <para>Safe for use by several threads. A file that another program cuts while it is mapped ends the process, as with any mapped file.
/// Source of the format: numpy.lib.format.</para>
/// </remarks>
public sealed class NpyMatrix : IDisposable
{
    // Of a window; large enough that mapping costs nothing, small beside any memory.
    private const int WindowBytes = 1 << 24;

    private readonly FileStream _file;
    private readonly MemoryMappedFile? _map;
    private readonly NpyHeader _header;
    private readonly string _name;

    private NpyMatrix(FileStream file, NpyHeader header, string name)
    {
        _file = file;
        _header = header;
        _name = name;
        // A file without rows cannot be mapped, nor need it be.
        if (header.Rows > 0)
        {
            _map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None,
            leaveOpen: true);
        }
    }

    /// <summary>The number of rows.</summary>
    public long Rows => _header.Rows;

    /// <summary>The number of columns; 1 for a file of one dimension.</summary>
    public int Columns => _header.Columns;

    /// <summary>The type of the elements in the file.</summary>
    public NpyType ElementType => _header.Type;

    /// <summary>The bytes of a row.</summary>
    public long RowBytes => (long)Columns * NpyHeader.Size(ElementType);

    /// <summary>Where the first element begins in the file.</summary>
    public long DataOffset => _header.DataOffset;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not a .npy file, cut off, or of a kind that is not read; the message names it and the
    /// reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NpyMatrix Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 4096), path);
    }

    /// <summary>The same for a file that is open, which is closed with this.</summary>
    internal static NpyMatrix Open(FileStream file, string name)
    {
        try
        {
            file.Position = 0;
            return new(file, NpyHeader.Read(file), name);
        }
        catch (NpyFormatException problem)
        {
            file.Dispose();
            throw new InvalidDataException($"'{name}' cannot be read as a .npy file: {PlainMessage.Of(problem)}");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds rows to statistics, of all columns.</summary>
    /// <param name="statistics">As many channels as the matrix has columns.</param>
    /// <param name="firstRow">The first row, from 0.</param>
    /// <param name="rowCount">How many.</param>
    /// <param name="cancellation">Stops between two windows of 16 MB; the rows before are then added.</param>
    /// <exception cref="ArgumentException">The rows do not lie in the matrix, or the channels are not as many as the columns.</exception>
    /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidDataException">The file has become shorter since it was opened.</exception>
    public unsafe void AddTo(StatisticsAccumulator statistics, long firstRow, long rowCount, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        if (statistics.ChannelCount != Columns)
        {
            throw new ArgumentException($"statistics has {statistics.ChannelCount} channels, but the matrix has {Columns} columns.",
                nameof(statistics));
        }

        CheckRows(firstRow, rowCount);
        double[] scratch = [];
        if (_header.IsFortranOrder || _header.IsBigEndian)
        {
            AddTurned(statistics, firstRow, rowCount, cancellation);
            return;
        }

        long window = Math.Max(1, WindowBytes / RowBytes / StatisticsAccumulator.RowsPerChunk) * StatisticsAccumulator.RowsPerChunk;
        if (window * RowBytes > int.MaxValue)
        {
            window = Math.Max(1, int.MaxValue / RowBytes);
        }

        for (long done = 0; done < rowCount;)
        {
            cancellation.ThrowIfCancellationRequested();
            long some = Math.Min(window, rowCount - done);
            using var view = new Window(this, firstRow + done, some);
            if (ElementType == NpyType.Float64)
            {
                statistics.Add(new ReadOnlySpan<double>(view.Data, checked((int)(some * Columns))));
            }
            else if (ElementType == NpyType.Float32)
            {
                statistics.Add(new ReadOnlySpan<float>(view.Data, checked((int)(some * Columns))));
            }
            else
            {
                AddWidened(statistics, view.Data, some, ref scratch);
            }

            done += some;
        }
    }

    /// <summary>Reads rows as doubles.</summary>
    /// <param name="firstRow">The first row, from 0.</param>
    /// <param name="destination">A whole number of rows: receives them one after the other.</param>
    /// <exception cref="ArgumentException">The rows do not lie in the matrix, or the length is not a multiple of the number of columns.</exception>
    /// <exception cref="InvalidDataException">The file has become shorter since it was opened.</exception>
    public unsafe void Read(long firstRow, Span<double> destination)
    {
        if (destination.Length % Columns != 0)
        {
            throw new ArgumentException($"destination has room for {destination.Length} values, which is not a multiple of the {Columns} columns.",
                nameof(destination));
        }

        long rows = destination.Length / Columns;
        CheckRows(firstRow, rows);
        if (rows == 0)
        {
            return;
        }

        if (_header.IsFortranOrder)
        {
            ReadColumns(firstRow, (int)rows, destination);
        }
        else if (_header.IsBigEndian)
        {
            ReadTurned(DataOffset + firstRow * RowBytes, destination);
        }
        else
        {
            using var view = new Window(this, firstRow, rows);
            Widen(view.Data, destination);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _map?.Dispose();
        _file.Dispose();
    }

    private void CheckRows(long first, long count)
    {
        if (first < 0 || count < 0 || count > Rows - first)
        {
            throw new ArgumentOutOfRangeException(nameof(first), first,
                $"Rows {first} to {first + count - 1} do not lie in the matrix, which has {Rows}.");
        }
    }

    private void AddTurned(StatisticsAccumulator statistics, long firstRow, long rowCount, CancellationToken cancellation)
    {
        int most = (int)Math.Min(rowCount, Math.Max(1, WindowBytes / sizeof(double) / Columns / StatisticsAccumulator.RowsPerChunk)
            * StatisticsAccumulator.RowsPerChunk);
        double[] rows = GC.AllocateUninitializedArray<double>(checked(most * Columns));
        for (long done = 0; done < rowCount;)
        {
            cancellation.ThrowIfCancellationRequested();
            int some = (int)Math.Min(most, rowCount - done);
            Read(firstRow + done, rows.AsSpan(0, some * Columns));
            statistics.Add(rows.AsSpan(0, some * Columns));
            done += some;
        }
    }

    // Column after column, each into its place in the rows.
    private void ReadColumns(long firstRow, int rows, Span<double> destination)
    {
        double[] column = ArrayPool<double>.Shared.Rent(rows);
        try
        {
            for (int i = 0; i < Columns; i++)
            {
                ReadTurned(DataOffset + (i * Rows + firstRow) * NpyHeader.Size(ElementType), column.AsSpan(0, rows));
                for (int row = 0, at = i; row < rows; row++, at += Columns)
                {
                    destination[at] = column[row];
                }
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(column);
        }
    }

    // Elements that follow one another, in this machine's byte order.
    private unsafe void ReadTurned(long offset, Span<double> destination)
    {
        int length = checked(destination.Length * NpyHeader.Size(ElementType));
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (int got = 0; got < length;)
            {
                int some = RandomAccess.Read(_file.SafeFileHandle, bytes.AsSpan(got, length - got), offset + got);
                got += some > 0 ? some : throw new InvalidDataException($"'{_name}' has become shorter while it was read.");
            }

            if (_header.IsBigEndian)
            {
                Turn(bytes.AsSpan(0, length), NpyHeader.Size(ElementType));
            }

            fixed (byte* data = bytes)
            {
                Widen(data, destination);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void Turn(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2: Reverse<short>(bytes, BinaryPrimitives.ReverseEndianness); break;
            case 4: Reverse<int>(bytes, BinaryPrimitives.ReverseEndianness); break;
            default: Reverse<long>(bytes, BinaryPrimitives.ReverseEndianness); break;
        }

        static void Reverse<T>(Span<byte> bytes, Action<ReadOnlySpan<T>, Span<T>> reverse)
            where T : unmanaged => reverse(MemoryMarshal.Cast<byte, T>(bytes), MemoryMarshal.Cast<byte, T>(bytes));
    }

    private unsafe void AddWidened(StatisticsAccumulator statistics, byte* data, long rows, ref double[] scratch)
    {
        int most = (int)Math.Min(rows, StatisticsAccumulator.RowsPerChunk);
        if (scratch.Length < most * Columns)
        {
            scratch = GC.AllocateUninitializedArray<double>(checked(most * Columns));
        }

        for (long done = 0; done < rows;)
        {
            int some = (int)Math.Min(most, rows - done);
            Span<double> values = scratch.AsSpan(0, some * Columns);
            Widen(data + done * RowBytes, values);
            statistics.Add(values);
            done += some;
        }
    }

    private unsafe void Widen(byte* data, Span<double> to)
    {
        switch (ElementType)
        {
            case NpyType.Float64: new ReadOnlySpan<double>(data, to.Length).CopyTo(to); break;
            case NpyType.Float32: Convert<float>(data, to); break;
            case NpyType.Float16: Convert<Half>(data, to); break;
            case NpyType.Int8: Convert<sbyte>(data, to); break;
            case NpyType.UInt8: Convert<byte>(data, to); break;
            case NpyType.Int16: Convert<short>(data, to); break;
            case NpyType.UInt16: Convert<ushort>(data, to); break;
            case NpyType.Int32: Convert<int>(data, to); break;
            case NpyType.UInt32: Convert<uint>(data, to); break;
            case NpyType.Int64: Convert<long>(data, to); break;
            default: Convert<ulong>(data, to); break;
        }
    }

    private static unsafe void Convert<T>(byte* data, Span<double> to) where T : unmanaged, System.Numerics.INumberBase<T> =>
        TensorPrimitives.ConvertTruncating(new ReadOnlySpan<T>(data, to.Length), to);

    /// <summary>Some rows, mapped.</summary>
    private readonly unsafe ref struct Window
    {
        private readonly MemoryMappedViewAccessor _view;

        public Window(NpyMatrix matrix, long row, long rows)
        {
            long offset = matrix.DataOffset + row * matrix.RowBytes, length = rows * matrix.RowBytes;
            if (RandomAccess.GetLength(matrix._file.SafeFileHandle) < offset + length)
            {
                throw new InvalidDataException($"'{matrix._name}' has become shorter while it was read.");
            }

            _view = matrix._map!.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            Data = start + _view.PointerOffset;
        }

        public byte* Data { get; }

        public void Dispose()
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }
    }
}
