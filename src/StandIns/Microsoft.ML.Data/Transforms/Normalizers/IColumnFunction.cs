namespace Microsoft.ML.Data;

/// <summary>
/// What a normalizer does to one column. The normalizers behind it are ML.NET's alone; here it is a name under which they are passed on. Its members
/// are not restated: whoever implements it outside of ML.NET fails to load there.
/// </summary>
internal interface IColumnFunction : ICanSaveModel
{
}

/// <summary>Learns a column function.</summary>
internal interface IColumnFunctionBuilder
{
    bool ProcessValue();

    IColumnFunction CreateColumnFunction();
}
