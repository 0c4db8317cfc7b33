using System.Globalization;
using System.Numerics;
using System.Reflection;
using Microsoft.ML.Data;

namespace Norm.ML.Internals;

/// <summary>What a generated kernel of BatchNorm fixes: its channels and layout stand in the attribute that asked for it.</summary>
internal static class FittedKernelFacts
{
    /// <summary>Options with what the kernel fixes; an option that says otherwise is refused.</summary>
    public static BatchNormOptions Complete<TKernel, T>(BatchNormOptions options)
        where TKernel : struct, IFittedNormKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BatchNormAttribute<T> request = typeof(TKernel).GetCustomAttribute<BatchNormAttribute<T>>()
            ?? throw new ArgumentException($"{typeof(TKernel).Name} carries no [BatchNorm<{typeof(T).Name}>] that tells its channels.",
            nameof(options));
        double? epsilon = EpsilonOf(typeof(TKernel));
        Fixed(epsilon is null || options.GivenEpsilon is null || options.GivenEpsilon == epsilon, nameof(options.Epsilon), options.Epsilon, epsilon);
        Fixed(options.Channels is null || options.Channels == request.Channels, nameof(options.Channels), options.Channels, request.Channels);
        Fixed(options.GivenLayout is null || options.GivenLayout == request.Layout, nameof(options.Layout), options.Layout, request.Layout);
        Length(options.Gamma, TKernel.GammaLength, nameof(options.Gamma));
        Length(options.Beta, TKernel.BetaLength, nameof(options.Beta));
        return options with { Epsilon = epsilon ?? options.Epsilon, Channels = request.Channels, Layout = request.Layout };

        static void Fixed(bool same, string name, object? given, object? actual)
        {
            if (!same)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{name} is {given}, but {typeof(TKernel).Name} was generated with {actual}; leave it out."), nameof(options));
            }
        }

        static void Length(IReadOnlyList<double>? values, int length, string name)
        {
            if (values is { Count: > 0 } && values.Count != length)
            {
                throw new ArgumentException($"{name} has {values.Count} elements; {typeof(TKernel).Name} takes {(length == 0 ? "none" : length)}.",
                    nameof(options));
            }
        }
    }

    /// <summary>The epsilon that a kernel's attribute names; null if it names none, so that the kernel takes any.</summary>
    public static double? EpsilonOf(Type kernel) => Named(kernel, nameof(NormKernelAttribute.Epsilon)) as double?;

    /// <summary>Refuses a model that was saved with what the kernel no longer fixes.</summary>
    /// <exception cref="FormatException">Epsilon, channels or layout differ; the message names both values.</exception>
    public static void CheckSaved(Type kernel, Type element, BatchNormOptions saved)
    {
        Same(nameof(saved.Epsilon), saved.Epsilon, EpsilonOf(kernel) ?? saved.Epsilon);
        if (kernel.GetCustomAttribute(typeof(BatchNormAttribute<>).MakeGenericType(element)) is not NormKernelAttribute request)
        {
            return;
        }

        int channels = element == typeof(double) ? ((BatchNormAttribute<double>)request).Channels : ((BatchNormAttribute<float>)request).Channels;
        Same(nameof(saved.Channels), saved.Channels ?? channels, channels);
        Same(nameof(saved.Layout), saved.Layout, request.Layout);

        void Same<TValue>(string name, TValue then, TValue now)
        {
            if (!EqualityComparer<TValue>.Default.Equals(then, now))
            {
                throw new FormatException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"The model was saved with {kernel.FullName} made for {name} {then}; the one in "
                            + $"{kernel.Assembly.GetName().Name} is made for {now}."));
            }
        }
    }

    private static object? Named(Type kernel, string option) => kernel.GetCustomAttributesData()
        .Where(data => typeof(NormKernelAttribute).IsAssignableFrom(data.AttributeType))
        .SelectMany(data => data.NamedArguments).FirstOrDefault(argument => argument.MemberName == option).TypedValue.Value;

    public static string Accepts<TKernel, T>()
        where TKernel : struct, INormKernelShape =>
        $"a vector of {TKernel.ExampleLength} elements of {(typeof(T) == typeof(double) ? "Double" : "Single or an integer type")}";

    /// <summary>Refuses an input that the kernel was not generated for, and gives the output's type.</summary>
    public static DataViewType CheckInput<TKernel, T>(string name, DataViewType input)
        where TKernel : struct, INormKernelShape =>
        input is VectorDataViewType vector && vector.Size == TKernel.ExampleLength && ColumnTypes.IsNumber(vector.ItemType)
        && ColumnTypes.OutputItem(vector.ItemType).RawType == typeof(T)
            ? ColumnTypes.OutputOf(input)
            : throw ColumnTypes.Mismatch(name, input, $"{Accepts<TKernel, T>()}, for which {typeof(TKernel).Name} was generated");
}
