using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Transforms;

internal sealed partial class NormalizeTransform
{
    /// <summary><c>(x - offset) * scale</c>.</summary>
    internal abstract partial class AffineColumnFunction : IColumnFunction
    {
        private AffineColumnFunction(IHost host)
        {
        }

        public static IColumnFunction Create(IHost host, float scale, float offset) => throw Absent.Normalizers();

        public static IColumnFunction Create(IHost host, float[] scale, float[] offset, int[] indicesNonZeroOffset) => throw Absent.Normalizers();

        public static IColumnFunction Create(IHost host, double scale, double offset) => throw Absent.Normalizers();

        public static IColumnFunction Create(IHost host, double[] scale, double[] offset, int[] indicesNonZeroOffset) => throw Absent.Normalizers();

        void ICanSaveModel.Save(ModelSaveContext ctx) => throw Absent.Normalizers();
    }
}
