namespace Norm.ML.Tool.Csv;

/// <summary>Finds lines in the middle of a file.</summary>
static class LineStart
{
    const int Step = 1 << 16;

    /// <summary>The first line that begins at a byte or after it; the file's end if there is none.</summary>
    public static long Find(CsvInput input, long offset)
    {
        if (offset <= input.HeaderEnd)
            return input.HeaderEnd;
        byte[] bytes = new byte[Step];
        for (long at = offset - 1; ;)
        {
            int got = Read(input, bytes, at);
            if (got == 0)
                return at;
            int end = bytes.AsSpan(0, got).IndexOf((byte)'\n');
            if (end >= 0)
                return at + end + 1;
            at += got;
        }
    }

    /// <summary>Whether there are only blank lines between two places.</summary>
    public static bool IsBlank(CsvInput input, long start, long end)
    {
        byte[] bytes = new byte[Step];
        for (long at = start; at < end;)
        {
            int got = Math.Min(Read(input, bytes, at), (int)Math.Min(Step, end - at));
            if (got == 0 || !RecordScanner.IsBlank(bytes.AsSpan(0, got), input.File.Layout.Separator))
                return got == 0;
            at += got;
        }

        return true;
    }

    /// <summary>How many lines end before a place.</summary>
    public static long Count(CsvInput input, long end)
    {
        byte[] bytes = new byte[Step];
        long lines = 0;
        for (long at = 0; at < end;)
        {
            int got = Math.Min(Read(input, bytes, at), (int)Math.Min(Step, end - at));
            if (got == 0)
                break;
            lines += bytes.AsSpan(0, got).Count((byte)'\n');
            at += got;
        }

        return lines;
    }

    static int Read(CsvInput input, byte[] bytes, long at) => InputFile.Try(input.Path, () => RandomAccess.Read(input.Handle!.SafeFileHandle, bytes, at));
}
