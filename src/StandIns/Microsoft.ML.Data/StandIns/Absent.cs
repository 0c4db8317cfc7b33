namespace Microsoft.ML.StandIns;

/// <summary>What asks for a part of ML.NET that has no stand-in.</summary>
internal static class Absent
{
    public static NotSupportedException Normalizers() =>
        new("ML.NET's own normalizers have no stand-in (src/StandIns/README.md); this needs the package Microsoft.ML.");
}
