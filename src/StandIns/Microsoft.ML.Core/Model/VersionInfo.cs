namespace Microsoft.ML;

/// <summary>What a component writes at the head of its part of a model: who it is, and which versions can read it.</summary>
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string LoaderAssemblyName;
    public readonly string LoaderSignature;
    public readonly string LoaderSignatureAlt;

    public VersionInfo(
        string modelSignature,
        uint verWrittenCur,
        uint verReadableCur,
        uint verWeCanReadBack,
        string loaderAssemblyName,
        string loaderSignature = null,
        string loaderSignatureAlt = null)
    {
        if (modelSignature?.Length != 8 || modelSignature.Any(letter => letter > 0xFF))
            throw new InvalidOperationException($"A model signature has eight one-byte characters, unlike '{modelSignature}'.");
        ModelSignature = StandIns.Signatures.Pack(modelSignature.Replace(' ', '\0'), 0);
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }
}
