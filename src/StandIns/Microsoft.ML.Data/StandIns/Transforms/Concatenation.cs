namespace Microsoft.ML.StandIns;

/// <summary>An output column and the columns it strings together, each under an alias in the slot names if it has one.</summary>
internal sealed record Concatenation(string Name, (string Name, string Alias)[] Sources)
{
    public static Concatenation Load(ModelLoadContext context)
    {
        string name = context.LoadNonEmptyString();
        int count = context.Reader.ReadInt32();
        if (count <= 0 || count > context.Header.CbModel)
            throw new FormatException($"A concatenation of {count} columns cannot be in {context.Header.CbModel} bytes.");
        var sources = new (string, string)[count];
        for (int i = 0; i < count; i++)
            sources[i] = (context.LoadNonEmptyString(), context.LoadStringOrNull());
        return new Concatenation(name, sources);
    }

    public void Save(ModelSaveContext context)
    {
        context.SaveNonEmptyString(Name);
        context.Writer.Write(Sources.Length);
        foreach ((string name, string alias) in Sources)
        {
            context.SaveNonEmptyString(name);
            context.SaveStringOrNull(alias);
        }
    }
}
