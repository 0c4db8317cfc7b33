namespace Microsoft.ML.StandIns;

internal static class Check
{
    public static void Argument(bool holds, string name)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name);
    }

    public static void Argument(bool holds, string name, string message)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, message);
    }
}
