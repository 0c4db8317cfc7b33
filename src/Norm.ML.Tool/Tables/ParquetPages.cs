using Microsoft.Win32.SafeHandles;

namespace Norm.ML.Tool.Tables;

/// <summary>
/// The pages of a column's chunk, by their headers alone: that they lie in the chunk, and hold as many values as the chunk claims. The library takes
/// memory for what headers claim, so that they are checked first. Headers are structs in Thrift's compact protocol.
/// </summary>
internal static class ParquetPages
{
    // Statistics in a header are two values; no writer makes longer ones.
    private const int LongestHeader = 1 << 20;

    private const int Struct = 12;

    /// <summary>Checks.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">Where the chunk begins.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="rows">The values that it claims.</param>
    /// <param name="mostBytes">The most bytes that a page may claim to unpack to.</param>
    /// <param name="isSnappy">Whether pages are packed with snappy, which says once more how many bytes a page unpacks to.</param>
    /// <exception cref="InvalidDataException">The pages are not those that the chunk claims.</exception>
    public static void Check(SafeFileHandle file, long start, long length, long rows, long mostBytes, bool isSnappy)
    {
        byte[] header = new byte[256];
        long at = start, end = start + length, values = 0;
        while (at < end && values < rows)
        {
            (Page page, int bytes) = Read(file, at, end, ref header);
            if (page.Packed < 0 || page.Packed > end - at - bytes)
            {
                throw new InvalidDataException($"a page at byte {at} claims {page.Packed} bytes, which its chunk does not have.");
            }

            if (page.Unpacked < 0 || page.Unpacked > mostBytes || page.Values < 0)
            {
                throw new InvalidDataException($"a page at byte {at} claims to unpack to {page.Unpacked} bytes, {page.Values} values.");
            }

            if (isSnappy && SnappyLength(file, at + bytes, page) is var claimed && claimed > (ulong)page.Unpacked)
            {
                throw new InvalidDataException($"a page at byte {at} unpacks to {page.Unpacked} bytes, and what snappy packed claims {claimed}.");
            }

            values += page.IsData ? page.Values : 0;
            at += bytes + page.Packed;
        }

        if (values != rows)
        {
            throw new InvalidDataException($"its pages hold {values} values, and it claims {rows}.");
        }
    }

    /// <summary>Checks that a footer is one, and that its lists are no longer than it is.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static void CheckFooter(ReadOnlySpan<byte> footer)
    {
        var thrift = new Thrift(footer);
        thrift.Skip(Struct, 0, ThriftShape.Footer);
        if (thrift.Ended)
        {
            throw new InvalidDataException("the file is damaged.");
        }
    }

    // What comes first in packed bytes; in a page of the second version, after levels that are not packed.
    private static ulong SnappyLength(SafeFileHandle file, long at, in Page page)
    {
        Span<byte> start = stackalloc byte[10];
        long levels = Math.Max(0, page.Levels);
        int got = levels < page.Packed && page.IsPacked
            ? RandomAccess.Read(file, start[..(int)Math.Min(start.Length, page.Packed - levels)], at + levels) : 0;
        return got == 0 ? 0 : new Thrift(start[..got]).Plain();
    }

    private static (Page Page, int Bytes) Read(SafeFileHandle file, long at, long end, ref byte[] buffer)
    {
        while (true)
        {
            int got = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
            var shape = new Thrift(buffer.AsSpan(0, got));
            shape.Skip(Struct, 0, ThriftShape.PageHeader);
            var thrift = new Thrift(shape.Ended ? [] : buffer.AsSpan(0, got));
            Page page = ReadPage(ref thrift);
            if (!thrift.Ended)
            {
                return (page, thrift.Position);
            }

            if (buffer.Length >= LongestHeader || got < buffer.Length)
            {
                throw new InvalidDataException($"the header of a page at byte {at} is not one.");
            }

            buffer = new byte[4 * buffer.Length];
        }
    }

    // The fields of PageHeader: 1 type, 2 and 3 sizes, 5 and 8 headers of data pages, whose first field is the number of values.
    private static Page ReadPage(ref Thrift thrift)
    {
        var page = new Page();
        for (int id = 0; thrift.Next(ref id, out int type);)
        {
            switch (id)
            {
                case 2 when type == Thrift.Int32:
                    page.Unpacked = thrift.Number();
                    break;
                case 3 when type == Thrift.Int32:
                    page.Packed = thrift.Number();
                    break;
                case 5 or 8 when type == Struct:
                    page.IsData = true;
                    for (int inner = 0; thrift.Next(ref inner, out int innerType);)
                    {
                        if (inner == 1 && innerType == Thrift.Int32)
                        {
                            page.Values = thrift.Number();
                        }
                        else if (id == 8 && inner is 5 or 6 && innerType == Thrift.Int32)
                        {
                            page.Levels += thrift.Number();
                        }
                        else if (id == 8 && inner == 7)
                        {
                            page.IsPacked = innerType == Thrift.True;
                        }
                        else
                        {
                            thrift.Skip(innerType, 0);
                        }
                    }

                    break;
                default:
                    thrift.Skip(type, 0);
                    break;
            }
        }

        return page;
    }

    private struct Page
    {
        public long Packed = -1, Unpacked = -1, Values, Levels;
        public bool IsData, IsPacked = true;

        public Page()
        {
        }
    }

    private ref struct Thrift(ReadOnlySpan<byte> bytes)
    {
        public const int True = 1, Int32 = 5;

        private const int Deepest = 16;

        // Of columns in columns.
        private const int MostNested = 100;

        private readonly ReadOnlySpan<byte> _bytes = bytes;

        // How many elements of the schema are still to come in those around.
        private Stack<long>? _open;

        public int Position { get; private set; }

        /// <summary>Whether something was asked for past the end.</summary>
        public bool Ended { get; private set; }

        public bool Next(ref int id, out int type)
        {
            byte head = Byte();
            type = head & 15;
            if (head == 0 || Ended)
            {
                return false;
            }

            id = head >> 4 is var step and > 0 ? id + step : (int)Number();
            return true;
        }

        /// <summary>A number in zigzag order.</summary>
        public long Number()
        {
            ulong value = Plain();
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        /// <summary>Passes over a value; what is of another type than its field has, counts as ended.</summary>
        public void Skip(int type, int depth, ThriftShape? shape = null, int item = 0)
        {
            if (depth > Deepest)
            {
                Ended = true;
                return;
            }

            switch (type)
            {
                case 1 or 2: break;
                case 3: Byte(); break;
                case 4 or 5 or 6: Plain(); break;
                case 7: Pass(8); break;
                case 8: Pass(Plain()); break;
                case 9 or 10: SkipList(depth, shape, item); break;
                case Struct: SkipStruct(depth, shape); break;
                default: Ended = true; break; // no header has a map
            }
        }

        private void SkipStruct(int depth, ThriftShape? shape)
        {
            long children = 0;
            for (int id = 0; Next(ref id, out int type);)
            {
                ThriftShape.Field? field = shape?[id];
                if (field?.Is(type) == false)
                {
                    Ended = true;
                }
                else if (id == 5 && shape?.IsSchemaElement == true)
                {
                    children = Number();
                }
                else
                {
                    Skip(type, depth + 1, field?.Inside, field?.Item ?? 0);
                }
            }

            if (shape?.IsSchemaElement == true)
            {
                AddToSchema(children);
            }
        }

        // The library goes into the schema by calling itself: an element with others inside comes before these.
        private void AddToSchema(long children)
        {
            _open ??= new();
            while (_open.TryPeek(out long left) && left == 0)
            {
                _open.Pop();
            }

            if (_open.TryPop(out long before))
            {
                _open.Push(before - 1);
            }

            if (children > 0)
            {
                _open.Push(children);
            }

            Ended |= children < 0 || children > _bytes.Length || _open.Count > MostNested;
        }

        private void SkipList(int depth, ThriftShape? shape, int item)
        {
            byte head = Byte();
            ulong count = head >> 4 is var few and < 15 ? (ulong)few : Plain();

            // No metadata have lists of booleans, whose bytes the library does not count.
            Ended |= count > (ulong)(_bytes.Length - Position) || (count > 0 && ((head & 15) is 1 or 2 || (item != 0 && item != (head & 15))));
            for (ulong i = 0; i < count && !Ended; i++)
            {
                Skip(head & 15, depth + 1, shape);
            }
        }

        public ulong Plain()
        {
            ulong value = 0;
            for (int shift = 0; shift < 64; shift += 7)
            {
                byte next = Byte();
                value |= (ulong)(next & 127) << shift;
                if (next < 128)
                {
                    return value;
                }
            }

            Ended = true;
            return 0;
        }

        private void Pass(ulong count)
        {
            Ended |= count > (ulong)(_bytes.Length - Position);
            Position = Ended ? _bytes.Length : Position + (int)count;
        }

        private byte Byte()
        {
            if (Position == _bytes.Length)
            {
                Ended = true;
                return 0;
            }

            return _bytes[Position++];
        }
    }
}
