using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Transforms;

/// <summary>ML.NET's normalizers. The stand-ins have the shape only, so that a transformer can be made in it where ML.NET is real.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private NormalizingEstimator()
    {
    }

    public NormalizingTransformer Fit(IDataView input) => throw Absent.Normalizers();

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => throw Absent.Normalizers();

    internal abstract class ColumnOptionsBase
    {
        public readonly string Name;
        public readonly string InputColumnName;
        public readonly long MaximumExampleCount;

        private protected ColumnOptionsBase(string name, string inputColumnName, long maximumExampleCount)
        {
            Name = name;
            InputColumnName = inputColumnName;
            MaximumExampleCount = maximumExampleCount;
        }

        internal abstract IColumnFunctionBuilder MakeBuilder(IHost host, int srcIndex, DataViewType srcType, DataViewRowCursor cursor);
    }
}
