namespace Microsoft.ML.Data;

/// <summary>A transformer bound to an input schema: which columns it adds, what they need, and how they are computed.</summary>
internal interface IRowMapper : ICanSaveModel
{
    /// <summary>Of input columns by index: whether they must be active for the added columns that are.</summary>
    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    /// <summary>A getter for each added column that is active, null for the others.</summary>
    Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer);

    DataViewSchema.DetachedColumn[] GetOutputColumns();

    ITransformer GetTransformer();
}
