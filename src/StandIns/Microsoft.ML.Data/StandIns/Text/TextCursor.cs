namespace Microsoft.ML.StandIns;

/// <summary>Reads the active columns of one line after the other.</summary>
internal sealed class TextCursor : RootCursor
{
    private readonly TextFormat _format;
    private readonly TextBatches _batches;
    private readonly ITextPipe[] _pipes;
    private List<TextLine> _lines = [];
    private long _batch;
    private int _next;
    private bool _left;

    public TextCursor(TextFormat format, TextBatches batches, DataViewSchema.Column[] columns)
        : base(format.Schema, columns)
    {
        _format = format;
        _batches = batches;
        _pipes = new ITextPipe[format.Columns.Length];
        foreach (DataViewSchema.Column column in columns)
            _pipes[column.Index] = TextPipe.Of(format, format.Columns[column.Index]);
    }

    public override long Batch => _batch;

    protected override bool MoveNextCore()
    {
        if (_next == _lines.Count)
        {
            (_batch, _lines) = _batches.Next();
            _next = 0;
            if (_lines.Count == 0)
                return false;
        }
        Parse(_lines[_next++]);
        return true;
    }

    protected override Delegate MakeGetter(DataViewSchema.Column column) => _pipes[column.Index].Getter(CheckOnRow);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_left)
        {
            _left = true;
            _batches.Leave();
        }
        base.Dispose(disposing);
    }

    private void Parse(TextLine line)
    {
        FieldSet fields = _format.Fields.Split(line.Text, out string error);
        if (error != null)
            _batches.ReportFormat(line, error);
        for (int i = 0; i < _pipes.Length; i++)
        {
            try
            {
                if (_pipes[i]?.Parse(fields) == false)
                    _batches.ReportValue(line, _format.Columns[i].Name);
            }
            catch (InvalidOperationException failure)
            {
                throw new FormatException(
                    $"Parsing failed with an exception: {failure.Message} in line {line.Number}, column {_format.Columns[i].Name}", failure);
            }
        }
    }
}
