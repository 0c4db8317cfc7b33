using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Transforms;

/// <summary>A fitted normalizer of ML.NET's.</summary>
public sealed partial class NormalizingTransformer : OneToOneTransformerBase
{
    private NormalizingTransformer(IHost host)
        : base(host)
    {
    }

    internal static NormalizingTransformer Train(IHostEnvironment env, IDataView data, NormalizingEstimator.ColumnOptionsBase[] columns) => throw Absent.Normalizers();

    private protected override void SaveModel(ModelSaveContext ctx) => throw Absent.Normalizers();

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => throw Absent.Normalizers();
}
