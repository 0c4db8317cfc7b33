using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

internal static class AnnotationValue
{
    /// <summary>A getter of a fixed value. Vectors are copied, so that no caller ever holds the annotation's own arrays.</summary>
    public static ValueGetter<TValue> Getter<TValue>(TValue value) =>
        typeof(TValue).IsGenericType && typeof(TValue).GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? Generics.Call<ValueGetter<TValue>>(Vector<int>, typeof(TValue).GetGenericArguments(), value)
            : (ref TValue destination) => destination = value;

    private static ValueGetter<VBuffer<TItem>> Vector<TItem>(VBuffer<TItem> value) =>
        (ref VBuffer<TItem> destination) => value.CopyTo(ref destination);
}
