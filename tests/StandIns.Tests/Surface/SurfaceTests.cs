using System.Reflection;

namespace Norm.ML.StandIns.Tests;

/// <summary>
/// Whatever the stand-ins declare, ML.NET's own assemblies declare too, with the same signature and accessibility. On ML.NET, the
/// stand-ins are read from the folder standins beside the tests; on the stand-ins, ML.NET from the folder that MLNET_REAL_DIR names.
/// </summary>
public class SurfaceTests
{
    [Theory]
    [InlineData("Microsoft.ML.DataView")]
    [InlineData("Microsoft.ML.Core")]
    [InlineData("Microsoft.ML.Data")]
    public void StandInsDeclareNothingThatMLNetDoesNot(string name)
    {
        (Assembly standIn, Assembly real) = Load(name);
        if (real == null)
            return;

        Assert.Equal(real.GetName().FullName, standIn.GetName().FullName);
        string[] differences = [.. SurfaceComparison.Differences(standIn, real)];
        Assert.True(differences.Length == 0, string.Join("\n", differences));
    }

    [Fact]
    public void ComparisonSeesDifferences()
    {
        string[] differences = [.. SurfaceComparison.Differences(typeof(Before.Sample), typeof(After.Sample))];

        Assert.Equal(
            [
                "Sample is IDisposable in one and not in the other",
                "Sample has [public void Changed(int value = 1)], ML.NET has [public void Changed(int value = 2)]",
                "Sample has [public void Gone()], ML.NET has nothing of that name",
                "Sample has [public void Hidden()], ML.NET has [internal void Hidden()]",
                "Sample has [public const int Number = 1], ML.NET has [public static readonly int Number]",
                "Sample lacks [public abstract void New()], which must be implemented",
            ],
            differences);
    }

    private static (Assembly StandIn, Assembly Real) Load(string name)
    {
        Assembly here = Assembly.Load(name);
        string folder = Engine.IsStandIn
            ? Environment.GetEnvironmentVariable("MLNET_REAL_DIR")
            : Path.Combine(AppContext.BaseDirectory, "standins");
        Assembly there = string.IsNullOrEmpty(folder) ? null : new FolderContext(folder).LoadFromAssemblyName(new AssemblyName(name));
        return Engine.IsStandIn ? (here, there) : (there, here);
    }

    public static class Before
    {
        public abstract class Sample
        {
            public const int Number = 1;

            public void Changed(int value = 1)
            {
            }

            public void Gone()
            {
            }

            public void Hidden()
            {
            }

            public void Same<T>(in T value, params int[] numbers)
            {
            }
        }
    }

    public static class After
    {
        public abstract class Sample : IDisposable
        {
            public static readonly int Number = 1;

            public void Changed(int value = 2)
            {
            }

            public abstract void New();

            internal void Hidden()
            {
            }

            public void Same<T>(in T value, params int[] numbers)
            {
            }

            void IDisposable.Dispose()
            {
            }
        }
    }
}
