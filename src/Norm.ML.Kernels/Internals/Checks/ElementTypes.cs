using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Norm.ML.Internals.Checks;

/// <summary>Checks the element type, and the processor with it: every entry point does. Casts generic spans to that type.</summary>
internal static class ElementTypes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FloatOrDouble<T>()
    {
        ProcessorGuard.Check();
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            Throw(typeof(T), "float (Single) and double (Double)");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void HalfFloatOrDouble<T>()
    {
        ProcessorGuard.Check();
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double) && typeof(T) != typeof(Half))
        {
            Throw(typeof(T), "Half, float (Single) and double (Double)");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<TTo> As<T, TTo>(ReadOnlySpan<T> span) where T : unmanaged where TTo : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, TTo>(ref MemoryMarshal.GetReference(span)), span.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<TTo> As<T, TTo>(Span<T> span) where T : unmanaged where TTo : unmanaged =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, TTo>(ref MemoryMarshal.GetReference(span)), span.Length);

    [DoesNotReturn]
    private static void Throw(Type type, string accepted) =>
        throw new NotSupportedException($"Elements of type {type} are not supported here; accepted are {accepted}.");
}
