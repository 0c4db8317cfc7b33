using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

[assembly: LoadableClass(
    typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concatenate", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";
    internal const string LoaderSignatureOld = "ConcatFunction";

    private readonly Concatenation[] _columns;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        : base(env.Register(nameof(ColumnConcatenatingTransformer))) =>
        _columns = [new Concatenation(outputColumnName, [.. inputColumnNames.Select(name => (name, (string)null))])];

    private ColumnConcatenatingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        ctx.CheckAtModel(Version());
        int count = ctx.Reader.ReadInt32();
        if (count <= 0 || count > ctx.Header.CbModel)
            throw new FormatException($"A concatenation of {count} columns cannot be in {ctx.Header.CbModel} bytes.");
        _columns = new Concatenation[count];
        for (int i = 0; i < count; i++)
            _columns[i] = Concatenation.Load(ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());
        ctx.Writer.Write(_columns.Length);
        foreach (Concatenation column in _columns)
            column.Save(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private static VersionInfo Version() => new(
        "CONCAT F",
        0x00010003,
        0x00010003,
        0x00010003,
        typeof(ColumnConcatenatingTransformer).Assembly.FullName,
        LoaderSignature,
        LoaderSignatureOld);

    private sealed class Mapper(ColumnConcatenatingTransformer parent, DataViewSchema schema) : IRowMapper
    {
        private readonly BoundConcatenation[] _columns = [.. parent._columns.Select(column => new BoundConcatenation(column, schema))];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) =>
            input => _columns.Where((column, output) => activeOutput(output) && column.Reads(input)).Any();

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return [.. _columns.Select((column, output) => activeOutput(output) ? column.Getter(input) : null)];
        }

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => [.. _columns.Select(column => column.Output)];

        public ITransformer GetTransformer() => parent;

        void ICanSaveModel.Save(ModelSaveContext ctx) => parent.SaveModel(ctx);
    }
}
