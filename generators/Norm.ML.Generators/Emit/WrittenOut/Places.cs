using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.WrittenOut;

/// <summary>How emitted code loads and stores: the vectors of a row, or the columns of sixteen rows.</summary>
internal sealed class Places(WrittenOutPlan plan)
{
    /// <summary>The number of vectors of floats.</summary>
    public int Vectors => plan is RowsPlan rows ? rows.Vectors : plan.Length;

    private bool InColumns => plan is ColumnsPlan;

    /// <summary>Vector <paramref name="index"/> of the elements.</summary>
    public string X(int index) => InColumns ? $"F.Load(ref x, {Start(index)})" : Load("x", index);

    /// <summary>Vector <paramref name="index"/> of a parameter: an element for all rows, or the elements for a part of a row.</summary>
    public string Parameter(string name, int index) => InColumns ? $"F.All(ref {name}, {Literal.Of(index)})" : Load(name, index);

    /// <summary>Stores a vector of results.</summary>
    public string Store(string value, int index) =>
        IsWhole(index) ? $"F.Store({value}, ref y, {Start(index)});" : $"F.StorePart({value}, ref y, {Start(index)}, {Rest(index)});";

    /// <summary>A value as far as there are elements, zeros behind.</summary>
    public string First(string value, int index) => IsWhole(index) ? value : $"F.First({value}, {Rest(index)})";

    private string Load(string from, int index) =>
        IsWhole(index) ? $"F.Load(ref {from}, {Start(index)})" : $"F.LoadPart(ref {from}, {Start(index)}, {Rest(index)})";

    private bool IsWhole(int index) => InColumns || plan.Length - index * WrittenOutPlan.Vector >= WrittenOutPlan.Vector;

    private static string Start(int index) => Literal.Of(index * WrittenOutPlan.Vector);

    private string Rest(int index) => Literal.Of(plan.Length - index * WrittenOutPlan.Vector);
}
