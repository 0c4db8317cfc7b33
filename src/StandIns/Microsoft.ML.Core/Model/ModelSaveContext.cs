using System.Text;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML;

/// <summary>Where one component saves itself: a stream of its own with a string table, and sub-models in folders beside it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    private readonly Repository.Entry _entry;
    private readonly List<string> _strings = [];
    private string _loaderAssembly;

    internal readonly RepositoryWriter Repository;
    internal readonly string Directory;
    internal readonly BinaryWriter Writer;
    internal readonly long FpMin;
    internal ModelHeader Header;

    internal ModelSaveContext(RepositoryWriter rep, string dir, string name)
    {
        ArgumentNullException.ThrowIfNull(rep);
        Repository = rep;
        Directory = dir;
        _entry = rep.CreateEntry(dir, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        Header = ModelStream.BeginWrite(Writer);
    }

    internal ModelSaveContext(BinaryWriter writer, IExceptionContext ectx = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Writer = writer;
        FpMin = writer.BaseStream.Position;
        Header = ModelStream.BeginWrite(Writer);
    }

    internal bool InRepository => Repository != null;

    internal void CheckAtModel()
    {
        Writer.Flush();
        if (Writer.BaseStream.Position != FpMin + Header.FpModel)
            throw new InvalidOperationException("Something was written before the component that saves itself here.");
    }

    internal void SetVersionInfo(VersionInfo ver)
    {
        Signatures.SetVersion(ref Header, ver);
        _loaderAssembly = ver.LoaderAssemblyName;
    }

    internal void SaveStringOrNull(string str)
    {
        if (str == null)
            Writer.Write(-1);
        else
            SaveString(str);
    }

    internal void SaveString(string str)
    {
        ArgumentNullException.ThrowIfNull(str);
        int id = _strings.IndexOf(str);
        if (id < 0)
        {
            id = _strings.Count;
            _strings.Add(str);
        }
        Writer.Write(id);
    }

    internal void SaveNonEmptyString(string str)
    {
        if (string.IsNullOrEmpty(str))
            throw new ArgumentOutOfRangeException(nameof(str), "The string must not be empty.");
        SaveString(str);
    }

    internal void SaveModel<T>(T value, string name)
        where T : class
    {
        if (!InRepository)
            throw new InvalidOperationException("Can't save a sub-model when writing to a single stream.");
        SaveModel(Repository, value, EntryPath.Join(Directory, name));
    }

    internal static void SaveModel<T>(RepositoryWriter rep, T value, string path)
        where T : class
    {
        if (value is not ICanSaveModel model)
            return;
        using var context = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        model.Save(context);
        context.Done();
    }

    internal void Done()
    {
        if (Header.ModelSignature == 0)
            throw new InvalidOperationException("A component was saved without a signature: SetVersionInfo was not called.");
        ModelStream.EndWrite(Writer, FpMin, ref Header, _strings, _loaderAssembly);
        Dispose();
    }

    public void Dispose()
    {
        if (!InRepository)
            return;
        Writer.Dispose();
        _entry.Dispose();
    }
}
