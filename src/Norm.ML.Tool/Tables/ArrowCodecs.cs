using System.Buffers.Binary;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace Norm.ML.Tool.Tables;

/// <summary>The codecs of Arrow's library, with the lengths in LZ4 frames checked first: it takes memory for what a block claims.</summary>
internal sealed class ArrowCodecs : ICompressionCodecFactory
{
    private readonly CompressionCodecFactory _codecs = new();

    public ICompressionCodec CreateCodec(CompressionCodecType compressionCodecType) => CreateCodec(compressionCodecType, null);

    public ICompressionCodec CreateCodec(CompressionCodecType compressionCodecType, int? compressionLevel) =>
        compressionCodecType == CompressionCodecType.Lz4Frame ? new Lz4(_codecs.CreateCodec(compressionCodecType, compressionLevel))
        : _codecs.CreateCodec(compressionCodecType, compressionLevel);

    private sealed class Lz4(ICompressionCodec codec) : ICompressionCodec
    {
        private const uint Mark = 0x184D2204;

        public int Decompress(ReadOnlyMemory<byte> source, Memory<byte> destination)
        {
            Check(source.Span);
            return codec.Decompress(source, destination);
        }

        public void Compress(ReadOnlyMemory<byte> source, Stream destination) => codec.Compress(source, destination);

        public void Dispose() => codec.Dispose();

        // The frame's header, then blocks: a length, whose highest bit says that the block is not compressed, and so many bytes. A length of 0 ends it.
        private static void Check(ReadOnlySpan<byte> frame)
        {
            if (frame.Length < 7 || BinaryPrimitives.ReadUInt32LittleEndian(frame) != Mark)
            {
                throw new InvalidDataException("a buffer is not an LZ4 frame.");
            }

            byte flags = frame[4];
            int at = 7 + ((flags & 8) != 0 ? 8 : 0) + ((flags & 1) != 0 ? 4 : 0), after = (flags & 16) != 0 ? 4 : 0;
            while (at <= frame.Length - 4)
            {
                uint length = BinaryPrimitives.ReadUInt32LittleEndian(frame[at..]) & int.MaxValue;
                if (length == 0)
                {
                    return;
                }

                if (length > frame.Length - at - 4)
                {
                    throw new InvalidDataException($"a block claims {length} bytes, which its buffer does not have.");
                }

                at += 4 + (int)length + after;
            }

            throw new InvalidDataException("an LZ4 frame does not end.");
        }
    }
}
