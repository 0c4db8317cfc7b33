namespace Microsoft.ML;

/// <summary>The signature of what makes a component from a saved model.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>
/// Says of an assembly: what saved models call by these load names is made by <c>loaderType</c>, through a constructor or a static
/// <c>Create</c> method, public or not, whose parameters are those of the signature, with or without an environment before them.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : LoadableClassAttributeBase
{
    public LoadableClassAttribute(Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(null, instType, instType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(null, instType, loaderType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(string summary, Type instType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(summary, instType, instType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(
        string summary, Type instType, Type loaderType, Type argType, Type sigType, string userName, params string[] loadNames)
        : base(summary, instType, loaderType, argType, [sigType], userName, loadNames)
    {
    }
}

internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(
        string summary, Type instType, Type loaderType, Type argType, Type[] sigTypes, string userName, params string[] loadNames)
    {
        ArgumentNullException.ThrowIfNull(instType);
        ArgumentNullException.ThrowIfNull(loaderType);
        Summary = summary;
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = sigTypes;
        CtorTypes = [.. sigTypes[0].GetMethod("Invoke").GetParameters().Select(parameter => parameter.ParameterType)];
        UserName = userName;
        LoadNames = loadNames is { Length: > 0 } ? loadNames : [userName];
    }

    public Type InstanceType { get; private set; }

    public Type LoaderType { get; private set; }

    public Type ArgType { get; private set; }

    public Type[] SigTypes { get; private set; }

    public Type[] CtorTypes { get; private set; }

    public string Summary { get; private set; }

    public string UserName { get; private set; }

    public string[] LoadNames { get; private set; }
}
