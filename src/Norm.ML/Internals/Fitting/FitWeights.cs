using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Internals.Fitting;

/// <summary>The column of sample weights.</summary>
internal static class FitWeights
{
    public const string Accepts = "one number a row, Single or Double";

    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = ColumnTypes.Find(schema, name);
        return column.Type == NumberDataViewType.Single || column.Type == NumberDataViewType.Double ? column
            : throw ColumnTypes.Mismatch(name, column.Type, Accepts);
    }

    public static Func<double> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        Func<double> read = column.Type == NumberDataViewType.Double ? Reader<double>(row, column) : Reader<float>(row, column);
        return () =>
        {
            double weight = read();
            return weight is 0 or (>= 1e-30 and <= 1e30)
                ? weight
                : throw new InvalidOperationException(
                $"Weight column '{column.Name}' is {weight} in row {row.Position}; accepted: 0, or 1e-30 to 1e30.");
        };
    }

    private static Func<double> Reader<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, System.Numerics.INumber<T>
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return double.CreateChecked(value);
        };
    }
}
