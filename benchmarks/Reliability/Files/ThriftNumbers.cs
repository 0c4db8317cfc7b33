namespace Norm.ML.Reliability.Files;

/// <summary>Where the numbers stand in a struct of Thrift's compact protocol: values, lengths of texts and counts of lists.</summary>
internal ref struct ThriftNumbers
{
    private const int Struct = 12;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<int> _places = [];
    private int _at;

    private ThriftNumbers(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Their places, up to where the bytes are no such struct.</summary>
    public static int[] Places(ReadOnlySpan<byte> bytes)
    {
        var thrift = new ThriftNumbers(bytes);
        thrift.Value(Struct, 0);
        return [.. thrift._places];
    }

    private bool Value(int type, int depth)
    {
        switch (type)
        {
            case 1 or 2: return true;
            case 3: return Pass(1);
            case 4 or 5 or 6: return Number(out _);
            case 7: return Pass(8);
            case 8: return Number(out ulong length) && Pass(length);
            case 9 or 10: return Items(depth);
            case Struct: return depth < 16 && Fields(depth);
            default: return false;
        }
    }

    private bool Fields(int depth)
    {
        while (_at < _bytes.Length)
        {
            byte head = _bytes[_at++];
            if (head == 0)
            {
                return true;
            }

            if ((head >> 4 == 0 && !Number(out _)) || !Value(head & 15, depth + 1))
            {
                return false;
            }
        }

        return false;
    }

    private bool Items(int depth)
    {
        if (_at >= _bytes.Length)
        {
            return false;
        }

        byte head = _bytes[_at++];
        ulong count = (ulong)(head >> 4);
        if (count == 15 && !Number(out count))
        {
            return false;
        }

        for (ulong i = 0; i < count; i++)
        {
            if (!Value((head & 15) is 1 or 2 ? 3 : head & 15, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool Number(out ulong value)
    {
        int start = _at;
        value = 0;
        for (int shift = 0; _at < _bytes.Length && shift < 64; shift += 7)
        {
            byte next = _bytes[_at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                _places.Add(start);
                return true;
            }
        }

        return false;
    }

    private bool Pass(ulong count)
    {
        bool there = count <= (ulong)(_bytes.Length - _at);
        _at = there ? _at + (int)count : _bytes.Length;
        return there;
    }
}
