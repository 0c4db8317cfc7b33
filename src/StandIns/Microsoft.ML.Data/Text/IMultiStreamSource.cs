namespace Microsoft.ML.Data;

/// <summary>A number of streams, read as if they were one.</summary>
public interface IMultiStreamSource
{
    int Count { get; }

    string GetPathOrNull(int index);

    Stream Open(int index);

    TextReader OpenTextReader(int index);
}
