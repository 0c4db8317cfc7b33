namespace Microsoft.ML.StandIns;

/// <summary>The fields of a line. A field that is not there is empty.</summary>
internal sealed class FieldSet(Dictionary<int, ReadOnlyMemory<char>> fields, int length)
{
    /// <summary>How many fields the line has, or with sparse items says it has.</summary>
    public int Length => length;

    public ReadOnlyMemory<char> this[int index] => fields.GetValueOrDefault(index);
}
