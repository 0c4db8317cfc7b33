using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Onnx;
using Norm.ML.Internals.Rows;

namespace Norm.ML;

/// <summary>
/// What all norms are as ML.NET transformers: each input column is normalized example by example into an output column of the same shape. Double
/// stays Double; Single and the integer types give Single, integers computed in double. Slot names pass through and the output is marked as
/// normalized, so that trainers do not normalize again. Immutable, and safe to share between threads.
/// </summary>
/// <remarks>
/// Takes part in <c>mlContext.Model.ConvertToOnnx</c> with operators of ai.onnx 9 to 12. A graph computes in double and rounds once, that of a fast
/// norm too, so that it gives what the transformer gives within 2 units of rounding. (Double columns are the exception where the sum of a row exceeds
/// a double.) Columns of variable size cannot be exported: an <see cref="InvalidOperationException"/> names them.
/// </remarks>
public abstract class NormTransformer : ITransformer
{
    private readonly InputOutputColumnPair[] _columns;

    private protected NormTransformer(IHostEnvironment environment, IEnumerable<InputOutputColumnPair> columns)
    {
        Host = environment.Register(GetType().Name);
        _columns = [.. columns];
    }

    /// <summary>The columns that are normalized and what the results are called.</summary>
    public IReadOnlyList<InputOutputColumnPair> Columns => _columns;

    /// <summary>Always true: every output row depends on its own input row only.</summary>
    public bool IsRowToRowMapper => true;

    internal IHost Host { get; }

    /// <summary>The schema that <see cref="Transform"/> gives.</summary>
    /// <param name="inputSchema">The schema of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or its type or size is not what this norm takes.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new NormBindings(this, inputSchema).Output;
    }

    /// <summary>
    /// The data with the normalized columns added. Lazy: rows are normalized as they are read, into the reader's buffer; the data's own arrays are
    /// not written.
    /// </summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or its type or size is not what this norm takes.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new NormDataView(input, new NormBindings(this, input.Schema));
    }

    /// <summary>Normalizes single rows, as a prediction engine does.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing, or its type or size is not what this norm takes.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new NormRowMapper(new NormBindings(this, inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => Save(ctx);

    private protected abstract void Save(ModelSaveContext context);

    /// <summary>Whether trainers are told that the output is normalized.</summary>
    internal virtual bool MarksNormalized => true;

    /// <summary>Refuses an input of the wrong type or size, and gives the output's type.</summary>
    internal abstract DataViewType CheckInput(int column, DataViewType input);

    /// <summary>
    /// The norm of one column, ready to run on examples of the given type: of the column's items, or of doubles where these are integers. Each getter
    /// has its own.
    /// </summary>
    internal abstract RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The column whose value says which statistics a row is normalized with; null where there is one set.</summary>
    internal virtual string? KeyColumnName => null;

    /// <summary>The norm of one column where each row has a key; of a norm without keys the same for all.</summary>
    internal virtual RowNormalizer<T> CreateNormalizer<T>(int column, DataViewType input, KeyReader? key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => CreateNormalizer<T>(column, input);

    /// <summary>The norm of one column's sparse rows where each row has a key.</summary>
    internal virtual SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input, KeyReader? key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => CreateSparseNormalizer<T>(column, input);

    /// <summary>Whether a cell that is missing makes NaN of others: the statistics are those of the row.</summary>
    internal virtual bool SpreadsMissing => false;

    /// <summary>The norm of the values of one column's sparse rows; null where it gives dense rows, because zeros do not stay zeros.</summary>
    internal virtual SparseNormalizer<T>? CreateSparseNormalizer<T>(int column, DataViewType input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => null;

    /// <summary>The norm of one column of known size for an ONNX graph.</summary>
    /// <exception cref="NotSupportedException">
    /// It cannot be written as a graph; the message gives the reason and does not name the column.
    /// </exception>
    internal abstract OnnxNorm ToOnnx(int column, DataViewType input);
}
