using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Models;

/// <summary>Applies a model to blocks of rows, row by row: on each thread one, which makes the model's getters once.</summary>
internal sealed class ModelRows : IDisposable
{
    private readonly BlockDataView.Row _input;
    private readonly DataViewRow _output;
    private readonly SpanNormalizer<double>? _direct;
    private readonly int _width;
    private readonly string _source;

    /// <param name="model">The model.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="columns">The columns that it needs.</param>
    /// <param name="numbers">How many columns of a block are read as numbers: those of the model, and others after them.</param>
    /// <param name="source">What messages call the data.</param>
    /// <exception cref="ToolException">The model does not apply to the columns, or not row by row, or gives no numbers.</exception>
    public ModelRows(ITransformer model, string name, IReadOnlyList<BlockColumn> columns, int numbers, string source)
    {
        if (!model.IsRowToRowMapper)
        {
            throw new ToolException($"{name}: the model does not map row by row, which 'apply' needs: it drops rows, or looks at several.");
        }

        var input = new BlockDataView(columns, () => []);
        _input = new BlockDataView.Row(input, numbers);
        try
        {
            IRowToRowMapper mapper = model.GetRowToRowMapper(input.Schema);
            _output = mapper.GetRow(_input, ResultColumn.Needed(mapper.OutputSchema));
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException && ToolException.In(problem) is null)
        {
            throw new ToolException($"{name}: the model does not apply to {source}: {OneLine.Of(problem)}", problem);
        }

        Columns = ResultColumn.In(_output, input.Schema);
        if (Columns.Count == 0)
        {
            throw new ToolException($"{name}: the model gives no columns of numbers.");
        }

        Width = Columns.Sum(column => column.Names.Count);
        (_width, _source) = (numbers, source);
        _direct = Direct(model, input, columns, Columns, _output.Schema);
    }

    /// <summary>What the model gives.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>How many numbers it gives for a row.</summary>
    public int Width { get; }

    /// <summary>The results of the block that was read last, row after row.</summary>
    public double[] Values { get; private set; } = [];

    /// <summary>Whether each of them is a Single.</summary>
    public bool[] Singles { get; private set; } = [];

    /// <summary>Applies the model to the rows of a block.</summary>
    public void Run(BlockCells cells, CancellationToken cancellation)
    {
        if (Values.Length < cells.Rows * Width)
        {
            (Values, Singles) = (new double[cells.Rows * Width], new bool[cells.Rows * Width]);
        }

        if (_direct is not null)
        {
            RunDirect(_direct, cells, cancellation);
            return;
        }

        int at = 0;
        for (int row = 0; row < cells.Rows; row++)
        {
            if (row % StatisticsAccumulator.RowsPerChunk == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            _input.MoveTo(cells, row);
            foreach (ResultColumn column in Columns)
            {
                Read(column);
                for (int i = 0; i < column.Names.Count; i++)
                {
                    Values[at] = column.Value(i);
                    Singles[at++] = column.IsSingle(i);
                }
            }
        }
    }

    public void Dispose() => _output.Dispose();

    // Many rows at once, unless other numbers stand between them.
    private void RunDirect(SpanNormalizer<double> direct, BlockCells cells, CancellationToken cancellation)
    {
        int step = _width == Width && direct.ExampleLength == Width ? StatisticsAccumulator.RowsPerChunk : 1;
        for (int row = 0; row < cells.Rows; row += step)
        {
            if (row % StatisticsAccumulator.RowsPerChunk == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            int rows = Math.Min(step, cells.Rows - row);
            direct.Normalize(cells.Numbers.Slice(row * _width, rows * Width), Values.AsSpan(row * Width, rows * Width));
        }
    }

    // A key that the model has not seen is one of the data.
    private void Read(ResultColumn column)
    {
        try
        {
            column.Read();
        }
        catch (InvalidOperationException problem) when (ToolException.In(problem) is null)
        {
            throw new ToolException($"{_source}: {OneLine.Of(problem).TrimEnd('.')}; '--unseen' of 'norm-ml fit' sets it.", problem);
        }
    }

    // A norm over the columns as they are, as 'norm-ml fit' writes it: its Doubles without ML.NET's getters, which compute each row twice. The bits
    // are the same.
    private static SpanNormalizer<double>? Direct(
        ITransformer model, BlockDataView input, IReadOnlyList<BlockColumn> columns, IReadOnlyList<ResultColumn> results, DataViewSchema output)
    {
        ITransformer[] steps = model is TransformerChain<ITransformer> chain ? [.. chain] : [];
        bool plain = steps is [ColumnConcatenatingTransformer, NormTransformer] or [ColumnConcatenatingTransformer, NormTransformer,
            TypeConvertingTransformer];
        string[] numbers = [.. columns.OrderBy(column => column.Number).Select(column => column.Name)];
        DataViewSchema.Column[] added = [.. output.Where(column => ResultColumn.IsNew(column, input.Schema))];
        if (!plain || added.Length != 1 || results is not [ResultOfRounding or ResultVector<double>] || !results[0].Names.SequenceEqual(numbers)
            || columns.Any(column => !column.Type.Equals(NumberDataViewType.Double)))
        {
            return null;
        }

        try
        {
            return model.CreateSpanNormalizer<double>(input.Schema, added[0].Name);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }
}
