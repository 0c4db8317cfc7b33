using System.Reflection;

namespace Norm.ML.Documents.Tests;

/// <summary>Every C# block of every document, compiled and run as the reader would: one program, in reading order.</summary>
public sealed class DocumentTests : IDisposable
{
    readonly string _before = Environment.CurrentDirectory;
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-document-");

    public static TheoryData<string> Documents => [.. Repository.Documents()];

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_program_of_a_document_runs(string path)
    {
        DocumentProgram document = DocumentProgram.Read(Path.Combine(Repository.Root, path));
        Assembly program = document.Compile("Document" + Guid.NewGuid().ToString("N"));

        // Documents name the shipped samples as they lie below the repository's root, and write beside themselves.
        string samples = Path.Combine("src", "Norm.ML.Tool", "Samples");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, samples));
        foreach (string sample in Directory.EnumerateFiles(Path.Combine(Repository.Root, samples), "*.csv"))
            File.Copy(sample, Path.Combine(_folder.FullName, samples, Path.GetFileName(sample)));
        Environment.CurrentDirectory = _folder.FullName;

        TextWriter console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            MethodInfo main = program.EntryPoint!;
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()], null);
        }
        finally
        {
            Console.SetOut(console);
        }

        if (document.Output is { } expected)
            Assert.Equal(expected, output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_documents_that_users_read_have_programs() => Assert.Superset(
        new HashSet<string>(["README.md", "docs/database.md", "src/Norm.ML/PACKAGE.md", "src/Norm.ML.Kernels/PACKAGE.md", "src/Samples/NormalizeService/README.md"]),
        Repository.Documents().Select(path => path.Replace('\\', '/')).ToHashSet());
}
