using System.Text;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML;

/// <summary>Where one component loads itself: the bytes and strings it saved, and sub-models in folders beside them.</summary>
internal sealed partial class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly RepositoryReader Repository;
    public readonly string Directory;
    public readonly BinaryReader Reader;
    public readonly string[] Strings;
    public readonly string LoaderAssemblyName;
    public readonly long FpMin;
    internal ModelHeader Header;

    internal ModelLoadContext(RepositoryReader rep, Repository.Entry ent, string dir)
    {
        Repository = rep;
        Directory = dir;
        Reader = new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true);
        Header = ModelStream.Read(Reader, out Strings, out LoaderAssemblyName);
    }

    internal ModelLoadContext(BinaryReader reader, IExceptionContext ectx = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Reader = reader;
        FpMin = reader.BaseStream.Position;
        Header = ModelStream.Read(Reader, out Strings, out LoaderAssemblyName);
    }

    public bool InRepository => Repository != null;

    public void CheckAtModel()
    {
        if (Reader.BaseStream.Position != FpMin + Header.FpModel)
            throw new InvalidOperationException("Something was read before the component that loads itself here.");
    }

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        CheckVersionInfo(ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => Signatures.CheckVersion(Header, ver);

    public string LoadStringOrNull() => Reader.ReadInt32() is var id && id == -1 ? null : Text(id);

    public string LoadString() => Text(Reader.ReadInt32());

    public string LoadNonEmptyString() => LoadString() is { Length: > 0 } text
        ? text
        : throw new FormatException($"A string of model part '{Directory}' is empty that must not be.");

    public void Done()
    {
        long read = Reader.BaseStream.Position - FpMin - Header.FpModel;
        if (read != Header.CbModel)
            throw new FormatException($"Model part '{Directory}' has {Header.CbModel} bytes, of which its loader read {read}.");
        Reader.BaseStream.Position = FpMin + Header.FpLim;
        Dispose();
    }

    public void Dispose()
    {
        if (InRepository)
            Reader.Dispose();
    }

    private string Text(int id) => id >= 0 && id < (Strings?.Length ?? 0)
        ? Strings[id]
        : throw new FormatException($"Model part '{Directory}' refers to string {id} of {Strings?.Length ?? 0}.");
}
