using Norm.ML.Generators.Planning;

namespace Norm.ML.Generators.Emit.Unrolled;

/// <summary>The code for loads and stores: the vectors of a row, or the vectors of a transposed tile of rows.</summary>
internal sealed class VectorCode(UnrolledPlan plan)
{
    /// <summary>The number of vectors.</summary>
    public int Vectors => plan is RowVectorsPlan rows ? rows.Vectors : plan.Length;

    /// <summary>The type of a vector: F for sixteen floats, D for eight doubles.</summary>
    public string Lanes => plan.IsDouble ? "D" : "F";

    private bool IsTransposed => plan is TransposedPlan;

    /// <summary>Vector <paramref name="index"/> of the elements.</summary>
    public string X(int index) => IsTransposed ? $"{Lanes}.Load(ref x, {Start(index)})" : Load("x", index);

    /// <summary>
    /// Vector <paramref name="index"/> of a parameter: one element for all rows if transposed, otherwise the elements of this part of a row.
    /// </summary>
    public string Parameter(string name, int index) => IsTransposed ? $"{Lanes}.Broadcast(ref {name}, {Literal.Of(index)})" : Load(name, index);

    /// <summary>Stores a vector of results.</summary>
    public string Store(string value, int index) =>
        IsWhole(index) ? $"{Lanes}.Store({value}, ref y, {Start(index)});" : $"{Lanes}.MaskedStore({value}, ref y, {Start(index)}, {Rest(index)});";

    /// <summary>The code that sets the lanes after the last element to 0.</summary>
    public string First(string value, int index) => IsWhole(index) ? value : $"{Lanes}.First({value}, {Rest(index)})";

    private string Load(string from, int index) =>
        IsWhole(index) ? $"{Lanes}.Load(ref {from}, {Start(index)})" : $"{Lanes}.MaskedLoad(ref {from}, {Start(index)}, {Rest(index)})";

    private bool IsWhole(int index) => IsTransposed || plan.Length - index * plan.Vector >= plan.Vector;

    private string Start(int index) => Literal.Of(index * plan.Vector);

    private string Rest(int index) => Literal.Of(plan.Length - index * plan.Vector);
}
