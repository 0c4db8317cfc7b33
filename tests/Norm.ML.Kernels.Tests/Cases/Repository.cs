namespace Norm.ML.Kernels.Tests.Cases;

/// <summary>Files of the repository that tests compare with what they measure.</summary>
internal static class Repository
{
    public static string Path(string relative)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder != null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Norm.ML.sln")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder?.FullName ?? throw new InvalidOperationException("Norm.ML.sln is in no parent folder of the tests."),
            relative);
    }
}
