using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Norm.ML.Internals.Files;
using Norm.ML.Internals.Persistence;

[assembly: LoadableClass("Normalizes with a generated kernel.", typeof(ITransformer), typeof(NormKernelLoader), null, typeof(SignatureLoadModel),
    "Generated norm kernel", NormKernelLoader.LoaderSignature)]

namespace Norm.ML.Internals.Persistence;

/// <summary>
/// Saves and loads transformers of generated kernels. The file names the kernel's type and what it was made for; a type that is not such a kernel, or
/// that was generated anew for something else, is refused.
/// </summary>
internal static class NormKernelLoader
{
    internal const string LoaderSignature = "NormKernel";

    // The second version says what the kernel's attribute asked for, too.
    private const uint First = 0x00010001, WithRequest = 0x00010002;

    private static VersionInfo Version => new(
        modelSignature: "NORMKERN",
        verWrittenCur: WithRequest,
        verReadableCur: WithRequest,
        verWeCanReadBack: First,
        loaderAssemblyName: typeof(NormKernelLoader).Assembly.FullName,
        loaderSignature: LoaderSignature);

    internal static void Save(
        ModelSaveContext context, Type kernel, Type element, NormTransformer transformer, IReadOnlyList<double> gamma, IReadOnlyList<double> beta) =>
        ModelPayload.Save(context, Version, writer =>
        {
            WriteKernel(writer, kernel, element, KernelFacts.Of(kernel).ToString());
            writer.Write(transformer.Columns);
            writer.Write([.. gamma]);
            writer.Write([.. beta]);
        });

    // Found by ML.NET's loader through the attribute above.
    private static ITransformer Create(IHostEnvironment environment, ModelLoadContext context) =>
        ModelPayload.Load(context, Version, "a generated kernel", (reader, version) =>
    {
        (Type kernel, Type element) = ReadKernel(reader, typeof(INormKernel<>), facts => version < WithRequest ? facts.First : facts.ToString());
        InputOutputColumnPair[] columns = reader.ReadColumns();
        var options = new NormKernelOptions { Gamma = reader.ReadDoubles(), Beta = reader.ReadDoubles() };
        return Make(typeof(NormKernelTransformer<,>), kernel, element, environment, columns, options);
    });

    /// <summary>Writes which kernel it is, and what it was made for.</summary>
    internal static void WriteKernel(BinaryWriter writer, Type kernel, Type element, string facts)
    {
        writer.Write(kernel.Assembly.GetName().Name!);
        writer.Write(kernel.FullName!);
        writer.Write(element == typeof(double));
        writer.Write(facts);
    }

    /// <summary>
    /// Finds the kernel that was written; it has to keep a contract (a generic interface over the element) and be made for the same as then.
    /// </summary>
    /// <param name="reader">The model's part.</param>
    /// <param name="contract">The interface of kernels of such transformers.</param>
    /// <param name="describe">The facts of the kernel that is there, in the words of the part's version.</param>
    internal static (Type Kernel, Type Element) ReadKernel(BinaryReader reader, Type contract, Func<KernelFacts, string> describe)
    {
        string assemblyName = reader.ReadText(), typeName = reader.ReadText();
        Type element = reader.ReadBoolean() ? typeof(double) : typeof(float);
        string facts = reader.ReadText();
        Type kernel = Find(assemblyName, typeName, element, contract.MakeGenericType(element));
        KernelFacts now = Facts(kernel, assemblyName);
        string actual = describe(now);
        // A fitted norm's epsilon is saved with its parameters, and compared there.
        bool fitted = NormCatalog.Get(now.Kind).Fitted;
        if (fitted ? KernelFacts.WithoutEpsilon(actual) != KernelFacts.WithoutEpsilon(facts) : actual != facts)
        {
            throw new FormatException($"The model was saved with {typeName} made for {facts}; the one in {assemblyName} is made for {actual}.");
        }

        return (kernel, element);
    }

    /// <summary>Makes a transformer of a kernel by its constructor that is not public.</summary>
    internal static ITransformer Make(Type transformer, Type kernel, Type element, params object[] arguments) =>
        (ITransformer)Activator.CreateInstance(
        transformer.MakeGenericType(kernel, element), BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions, binder: null,
        arguments, culture: null)!;

    // A kernel that was generated for another version of this library may lack what is asked of it.
    private static KernelFacts Facts(Type kernel, string assemblyName)
    {
        try
        {
            return KernelFacts.Of(kernel);
        }
        catch (Exception error) when (error is TypeLoadException or MissingMemberException or TargetInvocationException or IOException
        or BadImageFormatException)
        {
            throw new FormatException(
                $"The model needs the generated kernel {kernel.FullName}; the one in assembly {assemblyName} cannot be used: "
                    + $"{(error.InnerException ?? error).Message}", error);
        }
    }

    private static Type Find(string assemblyName, string typeName, Type element, Type contract)
    {
        try
        {
            Type? kernel = Assembly.Load(new AssemblyName(assemblyName)).GetType(typeName, throwOnError: false);
            if (kernel is { IsValueType: true, ContainsGenericParameters: false } && kernel.GetInterfaces().Contains(contract))
            {
                return kernel;
            }
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or ArgumentException or TypeLoadException)
        {
            throw new FormatException(
                $"The model needs the generated kernel {typeName} of assembly {assemblyName}, which cannot be loaded: "
                + PlainMessage.Of(error), error);
        }

        throw new FormatException($"The model needs the generated kernel {typeName} for {element.Name}; assembly {assemblyName} has none.");
    }
}
