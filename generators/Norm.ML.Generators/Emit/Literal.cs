using System.Globalization;

namespace Norm.ML.Generators.Emit;

/// <summary>Numbers as C# literals, the same on every machine.</summary>
internal static class Literal
{
    /// <summary>The shortest literal that reads back as the same number.</summary>
    public static string Of(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        // The .NET Framework's "R" is off for a few numbers.
        if (double.Parse(text, CultureInfo.InvariantCulture) != value)
            text = value.ToString("G17", CultureInfo.InvariantCulture);
        return text.Replace("E-0", "e-").Replace("E", "e");
    }

    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(bool value) => value ? "true" : "false";
}
