using System.Collections.Frozen;
using System.Numerics;

namespace Norm.ML.Internals.Rows.Named;

/// <summary>A row whose numbers have names.</summary>
internal interface INamedRow
{
    /// <summary>Reads the numbers in the order of the names.</summary>
    void Read<T>(RowNames names, scoped Span<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Is shown the numbers of each row.</summary>
internal interface IRowObserver
{
    void Observe<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The names that the rows of a model have, and whether a number may be missing.</summary>
internal sealed class RowNames
{
    private readonly FrozenDictionary<string, int> _places;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _placesByText;

    public RowNames(IReadOnlyList<string> names, bool allowMissing)
    {
        (Names, AllowMissing) = (names, allowMissing);
        _places = names.Select((name, place) => (name, place)).ToFrozenDictionary(n => n.name, n => n.place, StringComparer.Ordinal);
        _placesByText = _places.GetAlternateLookup<ReadOnlySpan<char>>();
        LongestName = names.Max(name => name.Length);
    }

    public IReadOnlyList<string> Names { get; }

    public bool AllowMissing { get; }

    public int LongestName { get; }

    public bool TryFind(string name, out int place) => _places.TryGetValue(name, out place);

    public bool TryFind(ReadOnlySpan<char> name, out int place) => _placesByText.TryGetValue(name, out place);

    /// <summary>What is wrong with a row that lacks some of the names; null if it has all.</summary>
    public string? Absent(ReadOnlySpan<bool> seen)
    {
        int first = seen.IndexOf(false);
        if (first < 0)
        {
            return null;
        }

        int more = seen[(first + 1)..].Count(false);
        string others = more > 0 ? $" and {more} more" : "";
        return $"The row has no '{Names[first]}'{others}; it has to have {Names.Count} names"
            + (AllowMissing ? ", with NaN or null for a missing value." : ".");
    }

    public string Missing(int place) =>
        $"'{Names[place]}' is missing (NaN or null); the normalizer was made without allowMissing, which gives NaN for it.";

    public string Twice(int place) => $"'{Names[place]}' comes twice.";
}
