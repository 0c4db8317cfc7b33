// ML.NET keeps what a component of its own uses (the save context's writer, the loadable-class attribute, ...) internal.
// The runtime honours this attribute and lets Norm.ML use them. The compiler reads copies of these two assemblies in which they are public:
// see src/Build/OpenInternals/OpenInternals.targets.
[assembly: System.Runtime.CompilerServices.IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: System.Runtime.CompilerServices.IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace System.Runtime.CompilerServices;

/// <summary>Known to the runtime by its name; the framework does not define it.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
