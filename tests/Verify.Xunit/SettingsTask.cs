using System.Runtime.CompilerServices;
using System.Text;

namespace VerifyTests;

/// <summary>Named in Verify's signature; nothing of it is used here.</summary>
public sealed class VerifySettings;

/// <summary>A comparison on its way: say where the snapshot lies, then await it.</summary>
public sealed class SettingsTask
{
    // Verify's file convention: UTF-8 without a byte order mark, line feeds, no line feed at the end.
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _text;
    private readonly string _extension;
    private readonly string _sourceDirectory;
    private string _directory = "";
    private string _fileName;

    internal SettingsTask(string text, string extension, string sourceDirectory, string fileName)
    {
        _text = text.ReplaceLineEndings("\n");
        _extension = extension;
        _sourceDirectory = sourceDirectory;
        _fileName = fileName;
    }

    /// <summary>The snapshot's folder, relative to the calling source file.</summary>
    public SettingsTask UseDirectory(string directory)
    {
        _directory = directory;
        return this;
    }

    /// <summary>The snapshot's name without <c>.verified</c> and extension.</summary>
    public SettingsTask UseFileName(string fileName)
    {
        _fileName = fileName;
        return this;
    }

    /// <summary>Runs the comparison.</summary>
    public Task ToTask()
    {
        string stem = Path.Combine(_sourceDirectory, _directory, _fileName);
        string verified = $"{stem}.verified.{_extension}", received = $"{stem}.received.{_extension}";
        string? expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : null;
        if (expected == _text)
        {
            File.Delete(received);
            return Task.CompletedTask;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, _text, Encoding);
        return Task.FromException(new VerifyException(Describe(expected, verified, received)));
    }

    private string Describe(string? expected, string verified, string received)
    {
        if (expected is null)
        {
            return $"New: {received}{Environment.NewLine}There is no {Path.GetFileName(verified)} yet: look at the received file, "
                + "and rename it if it is right.";
        }

        string[] wanted = expected.Split('\n'), got = _text.Split('\n');
        int line = 0;
        while (line < wanted.Length && line < got.Length && wanted[line] == got[line])
        {
            line++;
        }

        return $"""
            NotEqual: {received}
            First difference in line {line + 1}:
              verified: {(line < wanted.Length ? wanted[line] : "(end of file)")}
              received: {(line < got.Length ? got[line] : "(end of file)")}
            """;
    }

    /// <summary>Lets a test await the comparison.</summary>
    public TaskAwaiter GetAwaiter() => ToTask().GetAwaiter();

    /// <summary>Lets a test return the comparison.</summary>
    public static implicit operator Task(SettingsTask settings) => settings.ToTask();
}

/// <summary>A snapshot differs from the text, or does not exist yet.</summary>
public sealed class VerifyException(string message) : Exception(message);
