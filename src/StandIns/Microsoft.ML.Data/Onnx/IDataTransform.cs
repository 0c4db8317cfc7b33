namespace Microsoft.ML.Data;

/// <summary>A view over another view: how ML.NET's tools walk a pipeline back to its source.</summary>
internal interface IDataTransform : IDataView, ICanSaveModel
{
    IDataView Source { get; }
}
