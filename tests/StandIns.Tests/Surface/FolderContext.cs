using System.Reflection;
using System.Runtime.Loader;

namespace Norm.ML.StandIns.Tests;

/// <summary>Loads the assemblies of a folder beside, not instead of, those of the same names that run the tests.</summary>
internal sealed class FolderContext(string folder) : AssemblyLoadContext
{
    protected override Assembly Load(AssemblyName assemblyName)
    {
        string path = Path.GetFullPath(Path.Combine(folder, $"{assemblyName.Name}.dll"));
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
