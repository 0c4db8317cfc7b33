using System.Globalization;

/// <summary>
/// Runs inside the service, which shows no such numbers itself: .NET starts it before the program (<c>DOTNET_STARTUP_HOOKS</c>). Writes the allocated
/// bytes and the heap's size to a file, ten times a second.
/// </summary>
internal static class StartupHook
{
    public const string FileVariable = "NORM_ML_RELIABILITY_COUNTERS";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file)
        {
            return;
        }

        new Thread(() => Write(file)) { IsBackground = true, Name = "counters" }.Start();
    }

    private static void Write(string file)
    {
        while (true)
        {
            string text = string.Create(CultureInfo.InvariantCulture,
                $"{GC.GetTotalAllocatedBytes()} {GC.GetTotalMemory(false)} {GC.CollectionCount(2)} {Environment.WorkingSet}");
            File.WriteAllText(file + ".new", text);
            File.Move(file + ".new", file, overwrite: true);
            Thread.Sleep(100);
        }
    }
}
