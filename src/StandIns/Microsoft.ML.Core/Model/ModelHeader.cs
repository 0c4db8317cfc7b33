using System.Runtime.InteropServices;

namespace Microsoft.ML;

/// <summary>
/// The 256 bytes at the head of each component's part of a model. All positions (Fp) are relative to the header, all sizes (Cb) in bytes.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct ModelHeader
{
    public const int Size = 0x0100;
    public const ulong SignatureValue = 0x4C45444F4D004C4D;
    public const ulong TailSignatureValue = 0x4D4C004D4F44454C;

    [FieldOffset(0x00)]
    public ulong Signature;
    [FieldOffset(0x08)]
    public uint VerWritten;
    [FieldOffset(0x0C)]
    public uint VerReadable;
    [FieldOffset(0x10)]
    public long FpModel;
    [FieldOffset(0x18)]
    public long CbModel;
    [FieldOffset(0x20)]
    public long FpStringTable;
    [FieldOffset(0x28)]
    public long CbStringTable;
    [FieldOffset(0x30)]
    public long FpStringChars;
    [FieldOffset(0x38)]
    public long CbStringChars;
    [FieldOffset(0x40)]
    public ulong ModelSignature;
    [FieldOffset(0x48)]
    public uint ModelVerWritten;
    [FieldOffset(0x4C)]
    public uint ModelVerReadable;
    [FieldOffset(0x50)]
    public ulong LoaderSignature0;
    [FieldOffset(0x58)]
    public ulong LoaderSignature1;
    [FieldOffset(0x60)]
    public ulong LoaderSignature2;
    [FieldOffset(0x68)]
    public ulong LoaderSignatureAlt0;
    [FieldOffset(0x70)]
    public ulong LoaderSignatureAlt1;
    [FieldOffset(0x78)]
    public ulong LoaderSignatureAlt2;
    [FieldOffset(0x80)]
    public long FpTail;
    [FieldOffset(0x88)]
    public long FpLim;
    [FieldOffset(0x90)]
    public long FpAssemblyName;
    [FieldOffset(0x98)]
    public uint CbAssemblyName;
}
