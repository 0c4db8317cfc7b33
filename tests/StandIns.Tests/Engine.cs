using Microsoft.ML;

namespace Norm.ML.StandIns.Tests;

/// <summary>Which engine the tests run on.</summary>
internal static class Engine
{
    public static bool IsStandIn { get; } = typeof(MLContext).Assembly.GetTypes().Any(type => type.Namespace == "Microsoft.ML.StandIns");

    public static string Name { get; } = IsStandIn ? "standin" : "mlnet";
}
