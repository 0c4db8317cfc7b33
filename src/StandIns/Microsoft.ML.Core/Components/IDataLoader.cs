namespace Microsoft.ML;

/// <summary>Makes views of sources such as files.</summary>
public interface IDataLoader<in TSource> : ICanSaveModel
{
    IDataView Load(TSource input);

    DataViewSchema GetOutputSchema();
}
