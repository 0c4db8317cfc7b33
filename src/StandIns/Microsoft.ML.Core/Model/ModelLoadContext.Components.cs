using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML;

internal sealed partial class ModelLoadContext
{
    private const int DeepestNesting = 32;

    public bool ContainsModel(string name)
    {
        if (!InRepository || string.IsNullOrEmpty(name))
            return false;
        using Repository.Entry entry = Repository.OpenEntryOrNull(EntryPath.Join(Directory, name), ModelStreamName);
        return entry != null;
    }

    public static bool LoadModelOrNull<TRes, TSig>(
        IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        result = null;
        using Repository.Entry entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry == null)
            return false;
        if (dir?.Count(letter => letter == '/') > DeepestNesting)
            throw new FormatException($"The model's parts are nested deeper than {DeepestNesting} levels: '{dir}'.");
        using var context = new ModelLoadContext(rep, entry, dir);
        result = context.Create<TRes, TSig>(env, extra);
        return true;
    }

    public static void LoadModel<TRes, TSig>(
        IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, rep, dir, extra))
            throw new FormatException($"Corrupt model file: '{EntryPath.Of(dir, ModelStreamName)}' is missing.");
    }

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        if (!InRepository)
            throw new InvalidOperationException("Can't load a sub-model when reading from a single stream.");
        return LoadModelOrNull<TRes, TSig>(env, out result, Repository, EntryPath.Join(Directory, name), extra);
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, name, extra))
            throw new FormatException($"Corrupt model file: '{EntryPath.Join(Directory, name)}/{ModelStreamName}' is missing.");
    }

    /// <summary>Finds the component through the assembly that the header names, and lets it read its part to the last byte.</summary>
    private TRes Create<TRes, TSig>(IHostEnvironment env, object[] extra)
        where TRes : class
    {
        string name = Signatures.Loader(Header);
        string alternative = Signatures.LoaderAlt(Header);
        RegisterLoaderAssembly(env, name);
        object[] arguments = [this, .. extra];
        if (ComponentCatalog.TryCreateInstance<object, TSig>(env, out object made, name, "", arguments)
            || (alternative.Length > 0 && ComponentCatalog.TryCreateInstance<object, TSig>(env, out made, alternative, "", arguments)))
        {
            if (made is TRes result)
            {
                Done();
                return result;
            }
            throw new FormatException($"Couldn't load model: '{Directory}': component '{name}' is a {made.GetType()}, not a {typeof(TRes)}.");
        }
        throw new FormatException(
            $"Couldn't load model: '{Directory}': assembly '{LoaderAssemblyName}' registers no component '{name}'. "
            + $"The model was written by {WrittenBy.Describe(Repository)} and is read by {WrittenBy.ThisEngine}, "
            + "which has few components of its own.");
    }

    private void RegisterLoaderAssembly(IHostEnvironment env, string component)
    {
        if (string.IsNullOrEmpty(LoaderAssemblyName))
            return;
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(LoaderAssemblyName);
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or ArgumentException)
        {
            throw new FormatException(
                $"Couldn't load model: '{Directory}': component '{component}' is in assembly '{LoaderAssemblyName}', which cannot be loaded. "
                + $"The model was written by {WrittenBy.Describe(Repository)} and is read by {WrittenBy.ThisEngine}.",
                failure);
        }
        env.ComponentCatalog.RegisterAssembly(assembly);
    }
}
