using System.Reflection;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Runtime;

/// <summary>The classes that can be made by name, as the assemblies known so far declare them.</summary>
public sealed class ComponentCatalog
{
    private readonly Lock _lock = new();
    private readonly HashSet<Assembly> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), LoadableClass> _classes = [];

    internal ComponentCatalog()
    {
    }

    /// <summary>Adds an assembly's loadable classes; one that was added before is left alone.</summary>
    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (_lock)
        {
            if (!_assemblies.Add(assembly))
                return;
            foreach (LoadableClassAttributeBase attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                LoadableClass loadable = LoadableClass.OrNull(attribute);
                if (loadable == null && throwOnError)
                {
                    throw new InvalidOperationException(
                        $"Can't instantiate loadable class {attribute.InstanceType} with name {attribute.LoadNames[0]}: "
                        + $"{attribute.LoaderType} has neither a fitting constructor nor a fitting Create method.");
                }
                if (loadable != null)
                    Add(attribute, loadable, throwOnError);
            }
        }
    }

    internal static bool TryCreateInstance<TRes, TSig>(
        IHostEnvironment env, out TRes result, string name, string options, params object[] extra)
        where TRes : class
    {
        result = env.ComponentCatalog.Find(name, typeof(TSig))?.Create(env, extra) as TRes;
        return result != null;
    }

    private LoadableClass Find(string name, Type signature)
    {
        lock (_lock)
            return _classes.GetValueOrDefault((name.ToLowerInvariant(), signature));
    }

    private void Add(LoadableClassAttributeBase attribute, LoadableClass loadable, bool throwOnError)
    {
        foreach (Type signature in attribute.SigTypes)
        {
            foreach (string name in attribute.LoadNames)
            {
                if (!_classes.TryAdd((name.ToLowerInvariant(), signature), loadable) && throwOnError)
                    throw new InvalidOperationException($"The component catalog has a class for '{name}' and {signature.Name} already.");
            }
        }
    }
}
