namespace Microsoft.ML.Data;

/// <summary>What a normalizer does to one column. The normalizers behind it are ML.NET's alone: the stand-ins have the shape only.</summary>
internal interface IColumnFunction : ICanSaveModel
{
}

/// <summary>Learns a column function.</summary>
internal interface IColumnFunctionBuilder
{
    bool ProcessValue();

    IColumnFunction CreateColumnFunction();
}
