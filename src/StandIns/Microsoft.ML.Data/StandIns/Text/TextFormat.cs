using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.StandIns;

/// <summary>A text loader's options, checked, and its columns, bound to what a sample of the data says about line length and slot names.</summary>
internal sealed class TextFormat
{
    private const int SampleLines = 100;

    private static readonly TextLoader.Column[] DefaultColumns =
    [
        new("Label", DataKind.Single, 0),
        new("Features", DataKind.Single, [new TextLoader.Range(1, null)]),
    ];

    public TextFormat(IHost host, TextLoader.Options options, IMultiStreamSource sample)
    {
        Host = host;
        Options = options;
        Separators = [.. options.Separators.Distinct()];
        Check();
        HasHeader = options.HasHeader && string.IsNullOrWhiteSpace(options.HeaderFile);
        Fields = new FieldSplitter(this);
        string[] lines = sample == null ? [] : [.. TextLines.Of(this, sample, withHeader: true).Take(SampleLines).Select(line => line.Text)];
        TextLoader.Column[] columns = options.Columns is { Length: > 0 } ? options.Columns : DefaultColumns;
        Columns = [.. columns.Select(column => TextColumn.Bind(column, LineLength(columns, lines)))];
        Schema = MakeSchema(HeaderLine(lines));
    }

    public IHost Host { get; }

    public TextLoader.Options Options { get; }

    public char[] Separators { get; }

    public bool HasHeader { get; }

    public bool ReadsMultilines => Options.AllowQuoting && Options.ReadMultilines;

    public FieldSplitter Fields { get; }

    public TextColumn[] Columns { get; }

    public DataViewSchema Schema { get; }

    private void Check()
    {
        foreach (char separator in Separators)
        {
            if (separator is '"' or (>= '0' and <= '9') || (separator < ' ' && separator != '\t'))
                throw new ArgumentOutOfRangeException("Separator", $"Illegal separator: '{separator}'");
        }
        if (Separators.Length == 0)
            throw new ArgumentOutOfRangeException("Separator", "Must specify a separator");
        if (Options.AllowSparse && Separators.Contains(':'))
            throw new ArgumentOutOfRangeException("Separator", "When the separator is colon, turn off allowSparse");
        if (Separators.Contains(Options.EscapeChar))
            throw new ArgumentOutOfRangeException("EscapeChar", $"'{Options.EscapeChar}' can't be both EscapeChar and separator");
        if (Options.DecimalMarker is not ('.' or ','))
            throw new ArgumentOutOfRangeException("DecimalMarker", $"A decimal marker is '.' or ',', not '{Options.DecimalMarker}'.");
        if (Options.DecimalMarker == ',' && !Options.AllowQuoting && Separators.Contains(','))
            throw new ArgumentOutOfRangeException("AllowQuoting", "Where ',' separates fields and decimals, quoting must be allowed.");
        ArgumentOutOfRangeException.ThrowIfNegative(Options.MaxRows ?? 0, "MaxRows");
    }

    /// <summary>Zero unless a column reaches to the end of lines of one length.</summary>
    private int LineLength(TextLoader.Column[] columns, string[] lines)
    {
        if (!columns.Any(column => column.Source?.Any(range => range is { AutoEnd: true, Max: null }) == true))
            return 0;
        if (Options.InputSize is > 0 and { } size)
            return size;
        int[] lengths = [.. lines.Select(line => Fields.Split(line, out _).Length).Distinct()];
        return lengths.Length switch
        {
            0 => throw new ArgumentOutOfRangeException(
                "Source", "Can't determine the number of source columns without valid data"),
            1 => lengths[0],
            _ => throw new ArgumentOutOfRangeException("Source", "The size of input lines is not consistent"),
        };
    }

    private string HeaderLine(string[] lines)
    {
        if (!string.IsNullOrWhiteSpace(Options.HeaderFile))
            return TextLines.Of(this, new MultiFileSource(Options.HeaderFile), withHeader: true).Select(line => line.Text).FirstOrDefault();
        return HasHeader ? lines.FirstOrDefault() : null;
    }

    private DataViewSchema MakeSchema(string header)
    {
        FieldSet fields = header == null ? null : Fields.Split(header, out _);
        var builder = new DataViewSchema.Builder();
        foreach (TextColumn column in Columns)
            builder.AddColumn(column.Name, column.Type, fields == null ? null : SlotNames(column, fields));
        return builder.ToSchema();
    }

    private static DataViewSchema.Annotations SlotNames(TextColumn column, FieldSet header)
    {
        if (column.Type is not VectorDataViewType { IsKnownSize: true } type)
            return null;
        ReadOnlyMemory<char>[] names = [.. column.Segments
            .SelectMany(segment => Enumerable.Range(segment.Start, segment.Limit - segment.Start))
            .Select(field => header[field].Trim())];
        if (names.All(name => name.IsEmpty))
            return null;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(
            AnnotationUtils.Kinds.SlotNames,
            AnnotationUtils.GetNamesType(type.Size),
            AnnotationValue.Getter(new VBuffer<ReadOnlyMemory<char>>(type.Size, names)));
        return annotations.ToAnnotations();
    }
}
