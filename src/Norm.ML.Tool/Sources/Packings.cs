using Norm.ML.Tool.Csv;
using ZstdSharp;

namespace Norm.ML.Tool.Sources;

/// <summary>How bytes are packed.</summary>
internal enum Packing
{
    None,
    Gzip,
    Zstd,
}

/// <summary>Packed texts.</summary>
internal static class Packings
{
    /// <summary>How bytes are packed that begin so.</summary>
    public static Packing Of(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..] ? Packing.Gzip
        : start is [0x28, 0xB5, 0x2F, 0xFD, ..] ? Packing.Zstd : Packing.None;

    /// <summary>The unpacked bytes.</summary>
    /// <param name="name">What messages call the file.</param>
    /// <param name="stream">The packed bytes, from their start.</param>
    /// <param name="packing">How they are packed.</param>
    public static Stream Unpack(string name, Stream stream, Packing packing) => packing switch
    {
        Packing.Gzip => new GzipText(name, stream),
        Packing.Zstd => new ZstdText(name, stream),
        _ => stream,
    };

    /// <summary>What zstd packed, with what goes wrong told as the framework tells it of gzip.</summary>
    private sealed class ZstdText(string name, Stream raw) : ReadOnlyStream
    {
        private readonly DecompressionStream _text = new(raw, 1 << 17, checkEndOfStream: true, leaveOpen: true);

        public override int Read(Span<byte> buffer)
        {
            try
            {
                return _text.Read(buffer);
            }
            catch (Exception problem) when (problem is ZstdException or EndOfStreamException)
            {
                throw new ToolException($"{name}: cannot be unpacked: {(problem is EndOfStreamException ? "the data ends early."
                    : $"{OneLine.Of(problem).TrimEnd('.')}. Is the file damaged?")}", problem);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _text.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
