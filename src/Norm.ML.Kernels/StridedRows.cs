namespace Norm.ML;

/// <summary>
/// Where the rows of a norm lie in a larger buffer: groups of <paramref name="Heads"/> rows of <paramref name="Size"/> elements, one after the
/// other, of which each begins <paramref name="Stride"/> elements after the one before. So lie the queries, or the keys, of every head in an array of
/// <c>[tokens, queries + keys + values]</c>.
/// </summary>
/// <param name="Groups">The number of groups (tokens).</param>
/// <param name="Heads">The rows of a group, which lie one after the other.</param>
/// <param name="Size">The elements of a row.</param>
/// <param name="Stride">From the first element of a group to the first of the next; at least <c>Heads * Size</c>.</param>
/// <param name="Offset">The first element of the first group.</param>
public readonly record struct StridedRows(int Groups, int Heads, int Size, int Stride, int Offset = 0);
