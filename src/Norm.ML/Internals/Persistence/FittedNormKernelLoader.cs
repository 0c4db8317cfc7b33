using Microsoft.ML;
using Microsoft.ML.Runtime;
using Norm.ML.Internals.Fitting;
using Norm.ML.Internals.Persistence;

[assembly: LoadableClass("Normalizes each channel with learned statistics and a generated kernel.", typeof(ITransformer),
    typeof(FittedNormKernelLoader), null,
    typeof(SignatureLoadModel), "Generated batch normalization", FittedNormKernelLoader.LoaderSignature)]

namespace Norm.ML.Internals.Persistence;

/// <summary>
/// Saves and loads transformers of generated kernels of BatchNorm; the kernel is named and checked as <see cref="NormKernelLoader"/> does.
/// </summary>
internal static class FittedNormKernelLoader
{
    internal const string LoaderSignature = "FittedNormKernel";

    private static VersionInfo Version(BatchNormOptions? options) => BatchNormOptionsFormat.Header("NORMFITK", LoaderSignature, options);

    internal static void Save(ModelSaveContext context, Type kernel, Type element, NormTransformer transformer, BatchNormModel model) =>
        ModelPayload.Save(context, Version(model.Options), writer =>
        {
            NormKernelLoader.WriteKernel(writer, kernel, element, KernelFacts.Of(kernel).First);
            writer.Write(transformer.Columns);
            model.Write(writer);
        });

    // Found by ML.NET's loader through the attribute above.
    private static ITransformer Create(IHostEnvironment environment, ModelLoadContext context) =>
        ModelPayload.Load(context, Version(null), "a generated BatchNorm kernel", (reader, version) =>
    {
        (Type kernel, Type element) = NormKernelLoader.ReadKernel(reader, typeof(IFittedNormKernel<>), facts => facts.First);
        InputOutputColumnPair[] columns = reader.ReadColumns();
        BatchNormModel model = BatchNormModel.Read(reader, version, columns);
        if (model.Groups is not null)
        {
            throw new InvalidDataException("a generated kernel has one set of statistics, not one per key");
        }

        FittedKernelFacts.CheckSaved(kernel, element, model.Options);
        return NormKernelLoader.Make(typeof(FittedNormKernelTransformer<,>), kernel, element, environment, columns, model);
    });
}
