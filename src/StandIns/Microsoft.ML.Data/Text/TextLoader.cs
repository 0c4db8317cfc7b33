using System.Reflection;
using Microsoft.ML.Runtime;
using Microsoft.ML.StandIns;

namespace Microsoft.ML.Data;

/// <summary>Reads lines of separated fields.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly TextFormat _format;

    internal TextLoader(IHostEnvironment env, Options options = null, IMultiStreamSource dataSample = null)
    {
        ArgumentNullException.ThrowIfNull(env);
        _format = new TextFormat(env.Register("TextLoader"), options ?? new Options(), dataSample);
    }

    public DataViewSchema GetOutputSchema() => _format.Schema;

    public IDataView Load(IMultiStreamSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new TextView(_format, source);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new NotSupportedException("The ML.NET stand-in cannot save a data loader with a model.");

    /// <summary>The columns that the members of a row class ask for, all of which must say where they are loaded from.</summary>
    internal static TextLoader CreateTextLoader<TInput>(
        IHostEnvironment host, Options options = null, IMultiStreamSource dataSample = null)
    {
        options ??= new Options();
        MemberInfo[] members = [.. typeof(TInput).GetFields(BindingFlags.Public | BindingFlags.Instance).Cast<MemberInfo>()
            .Concat(typeof(TInput).GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetGetMethod() != null && property.GetIndexParameters().Length == 0))];
        if (members.Length == 0)
            throw new ArgumentOutOfRangeException(nameof(TInput), $"{typeof(TInput)} has no public field or readable property to load.");
        options.Columns = [.. members.Select(TextColumn.Of)];
        return new TextLoader(host, options, dataSample);
    }
}
