using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Csv;

/// <summary>
/// A text whose comments, lines that begin with a character, are blank lines: as many bytes as before, so that places in the text stay the same.
/// </summary>
/// <param name="text">The text, from the start of a line.</param>
/// <param name="comment">What comments begin with.</param>
internal sealed class CommentStream(Stream text, byte comment) : ReadOnlyStream
{
    private bool _lineBegins = true, _inComment;

    public override int Read(Span<byte> buffer)
    {
        int got = text.Read(buffer);
        foreach (ref byte character in buffer[..got])
        {
            _inComment = _lineBegins ? character == comment : _inComment;
            _lineBegins = character == '\n';
            if (_inComment && character is not ((byte)'\r' or (byte)'\n'))
            {
                character = (byte)' ';
            }
        }

        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            text.Dispose();
        }

        base.Dispose(disposing);
    }
}
