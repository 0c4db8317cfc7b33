namespace Microsoft.ML.StandIns;

/// <summary>Short names packed into integers, first character in the lowest byte.</summary>
internal static class Signatures
{
    private const int LongestName = 24;

    public static ulong Pack(string name, int start)
    {
        ulong packed = 0;
        for (int i = 0; i < 8 && start + i < name.Length; i++)
            packed |= (ulong)name[start + i] << (8 * i);
        return packed;
    }

    public static string Unpack(params ReadOnlySpan<ulong> parts)
    {
        var name = new char[8 * parts.Length];
        for (int i = 0; i < name.Length; i++)
            name[i] = (char)((parts[i / 8] >> (8 * (i % 8))) & 0xFF);
        return new string(name).TrimEnd('\0');
    }

    public static void SetVersion(ref ModelHeader header, VersionInfo version)
    {
        header.ModelSignature = version.ModelSignature;
        header.ModelVerWritten = version.VerWrittenCur;
        header.ModelVerReadable = version.VerReadableCur;
        string name = Checked(version.LoaderSignature);
        header.LoaderSignature0 = Pack(name, 0);
        header.LoaderSignature1 = Pack(name, 8);
        header.LoaderSignature2 = Pack(name, 16);
        name = Checked(version.LoaderSignatureAlt);
        header.LoaderSignatureAlt0 = Pack(name, 0);
        header.LoaderSignatureAlt1 = Pack(name, 8);
        header.LoaderSignatureAlt2 = Pack(name, 16);
    }

    public static string Loader(in ModelHeader header) =>
        Unpack(header.LoaderSignature0, header.LoaderSignature1, header.LoaderSignature2);

    public static string LoaderAlt(in ModelHeader header) =>
        Unpack(header.LoaderSignatureAlt0, header.LoaderSignatureAlt1, header.LoaderSignatureAlt2);

    public static void CheckVersion(in ModelHeader header, VersionInfo version)
    {
        if (header.ModelSignature != version.ModelSignature)
        {
            throw new FormatException(
                $"Unknown file type: the model part says '{Unpack(header.ModelSignature)}', not '{Unpack(version.ModelSignature)}'.");
        }
        string versions = $"written as {header.ModelVerWritten:x8}, readable from {header.ModelVerReadable:x8}; "
            + $"this program writes {version.VerWrittenCur:x8} and reads back to {version.VerWeCanReadBack:x8}";
        if (header.ModelVerReadable > header.ModelVerWritten)
            throw new FormatException($"Corrupt file header of component '{version.LoaderSignature}' ({versions}).");
        if (header.ModelVerReadable > version.VerWrittenCur)
            throw new FormatException($"The model's component '{version.LoaderSignature}' is too new ({versions}).");
        if (header.ModelVerWritten < version.VerWeCanReadBack)
            throw new FormatException($"The model's component '{version.LoaderSignature}' is too old ({versions}).");
    }

    private static string Checked(string name)
    {
        name ??= "";
        if (name.Length > LongestName || name.Any(letter => letter > 0xFF))
            throw new InvalidOperationException($"A loader signature has at most {LongestName} one-byte characters, unlike '{name}'.");
        return name;
    }
}
