using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Results;

/// <summary>A format that results are written in.</summary>
/// <param name="Name">What <c>--to</c> calls it.</param>
/// <param name="Extensions">What names of such files end with; the first is the default's.</param>
/// <param name="Create">Makes a file of it.</param>
internal sealed record ResultFormat(string Name, IReadOnlyList<string> Extensions, Func<ResultTarget, ResultFile> Create)
{
    /// <summary>The formats, the default first.</summary>
    public static IReadOnlyList<ResultFormat> All { get; } =
    [
        new("csv", [".csv", ".tsv", ".txt"], target => new CsvResults(target)),
        new("parquet", [".parquet", ".pq"], target => new ParquetResults(target)),
        new("arrow", [".arrow", ".feather", ".arrows", ".ipc"], target => new ArrowResults(target)),
        new("npy", [".npy"], target => new NpyResults(target)),
    ];

    public static ResultFormat Named(string name) => All.First(format => format.Name == name);

    /// <summary>The format that a file's name says; null for none.</summary>
    public static ResultFormat? Of(string path) => All.FirstOrDefault(
        format => format.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase));
}

/// <summary>What a result is written of, and how.</summary>
/// <param name="Stream">Where it goes.</param>
/// <param name="Name">What messages call it.</param>
/// <param name="Plan">The columns.</param>
/// <param name="Layout">How a text is laid out, and what its header is made of.</param>
/// <param name="Numbers">How numbers are written.</param>
internal sealed record ResultTarget(Stream Stream, string Name, ResultPlan Plan, TextLayout Layout, NumberFormat Numbers);

/// <summary>How a text is laid out.</summary>
/// <param name="Layout">The separator, line ends and marks.</param>
/// <param name="HasHeader">Whether a header comes first.</param>
/// <param name="RawHeader">The header's cells of the data as they stand there; none for names.</param>
internal sealed record TextLayout(CsvLayout Layout, bool HasHeader, IReadOnlyList<byte[]> RawHeader)
{
    /// <summary>What a source's own text looks like, or that of a table.</summary>
    public static TextLayout Of(RowSource source) => source is CsvSource { Files: [var first, ..] }
        ? new(first.File.Layout, !first.File.Format.NoHeader, first.File.RawHeader)
        : new(new CsvLayout((byte)',', "\n", false), true, []);
}

/// <summary>A result that is written block after block. Several threads make blocks, one writes them in order.</summary>
internal abstract class ResultFile
{
    /// <summary>Makes what is written of a block, on any thread.</summary>
    public abstract object Make(BlockCells cells, ModelRows results, IReadOnlyList<int> numbers);

    /// <summary>Writes what was made of a block, after those before it.</summary>
    public abstract void Write(object made);

    /// <summary>Writes the rest.</summary>
    public abstract void End();

    /// <summary>The columns of a block, where files know types.</summary>
    protected static ColumnValues[] Columns(ResultPlan plan, BlockCells cells, ModelRows results, IReadOnlyList<int> numbers)
    {
        var columns = new ColumnValues[plan.Fields.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            ResultField field = plan.Fields[i];
            int number = field.Result < 0 && field.Type == CellType.Number ? Index(numbers, field.Field) : -1;
            columns[i] = field.Result >= 0 ? Strided(results.Values, field.Result, results.Width, cells.Rows)
                : number >= 0 ? Strided(cells.Numbers, number, numbers.Count, cells.Rows) : cells.Values(field.Field);
        }

        return columns;
    }

    private static int Index(IReadOnlyList<int> numbers, int field)
    {
        for (int i = 0; i < numbers.Count; i++)
        {
            if (numbers[i] == field)
            {
                return i;
            }
        }

        return -1;
    }

    private static ColumnValues.Numbers Strided(ReadOnlySpan<double> rows, int column, int width, int count)
    {
        double[] values = new double[count];
        for (int row = 0; row < count; row++)
        {
            values[row] = rows[row * width + column];
        }

        return new(values);
    }
}

/// <summary>Files that need to go back to their start, where the place they are written to cannot: through a temporary file.</summary>
internal sealed class SeekableCopy : IDisposable
{
    private readonly Stream _target;
    private readonly FileStream? _copy;
    private readonly string _purpose;

    public SeekableCopy(ResultTarget target)
    {
        (_target, _purpose) = (target.Stream, $"{target.Name}: this format is not written from its start to its end, and its copy");
        if (!_target.CanSeek)
        {
            _copy = TemporaryStream.Open(_purpose);
        }
    }

    public Stream Stream => _copy ?? _target;

    /// <summary>Does a step of writing to <see cref="Stream"/>.</summary>
    /// <exception cref="ToolException">The temporary file cannot be written.</exception>
    public void Write(Action step)
    {
        if (_copy is null)
        {
            step();
        }
        else
        {
            TemporaryStream.Try(_purpose, step);
        }
    }

    /// <summary>Copies what was written to the target, if it is not there.</summary>
    public void End()
    {
        if (_copy is not null)
        {
            Write(_copy.Flush);
            _copy.Position = 0;
            _copy.CopyTo(_target);
        }
    }

    public void Dispose()
    {
        if (_copy is not null)
        {
            TemporaryStream.Close(_copy);
        }
    }
}
