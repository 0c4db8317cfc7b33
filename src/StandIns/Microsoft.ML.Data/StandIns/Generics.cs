using System.Reflection;

namespace Microsoft.ML.StandIns;

/// <summary>Calls a generic method with type arguments that are known only at run time.</summary>
internal static class Generics
{
    /// <param name="sample">The method with any type arguments, which only says which method is meant.</param>
    public static TResult Call<TResult>(Delegate sample, Type[] types, params object[] arguments) =>
        (TResult)sample.Method.GetGenericMethodDefinition().MakeGenericMethod(types)
            .Invoke(sample.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    /// <summary>A getter as the delegate it is.</summary>
    public static Delegate Getter(DataViewRow row, DataViewSchema.Column column) =>
        Call<Delegate>(Getter<int>, [column.Type.RawType], row, column);

    private static Delegate Getter<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
