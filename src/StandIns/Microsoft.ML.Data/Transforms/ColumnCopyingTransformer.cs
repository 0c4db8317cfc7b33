using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(
    typeof(ColumnCopyingTransformer), null, typeof(SignatureLoadModel), "Copy Columns", ColumnCopyingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CopyTransform";

    internal ColumnCopyingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ColumnCopyingTransformer)), columns)
    {
    }

    private ColumnCopyingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ColumnCopyingTransformer)), CheckVersion(ctx))
    {
    }

    internal IReadOnlyCollection<(string outputColumnName, string inputColumnName)> Columns => ColumnPairs;

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version());
        SaveColumns(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private static ModelLoadContext CheckVersion(ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        return ctx;
    }

    private static VersionInfo Version() =>
        new("COPYCOLT", 0x00010001, 0x00010001, 0x00010001, typeof(ColumnCopyingTransformer).Assembly.FullName, LoaderSignature);

    private sealed class Mapper : IRowMapper
    {
        private readonly ColumnCopyingTransformer _parent;
        private readonly DataViewSchema.Column[] _sources;

        public Mapper(ColumnCopyingTransformer parent, DataViewSchema schema)
        {
            _parent = parent;
            _sources = [.. parent.ColumnPairs.Select(pair =>
                schema.GetColumnOrNull(pair.inputColumnName) ?? throw Mismatch.NoColumn("inputSchema", pair.inputColumnName))];
        }

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) =>
            input => _sources.Where((source, output) => source.Index == input && activeOutput(output)).Any();

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return [.. _sources.Select((source, output) => activeOutput(output) ? Generics.Getter(input, source) : null)];
        }

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => [.. _sources.Select((source, output) =>
            new DataViewSchema.DetachedColumn(_parent.ColumnPairs[output].outputColumnName, source.Type, source.Annotations))];

        public ITransformer GetTransformer() => _parent;

        void ICanSaveModel.Save(ModelSaveContext ctx) => _parent.SaveModel(ctx);
    }
}
