using System.Numerics;

namespace Norm.ML.Internals.Rows.Named;

/// <summary>A row from a dictionary.</summary>
internal readonly struct DictionaryRow<TValue>(IReadOnlyDictionary<string, TValue> row) : INamedRow
    where TValue : unmanaged, IBinaryFloatingPointIeee754<TValue>
{
    public void Read<T>(RowNames names, scoped Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            if (!row.TryGetValue(names.Names[i], out TValue value))
            {
                throw new ArgumentException(Absent(names), nameof(row));
            }

            if (TValue.IsNaN(value) && !names.AllowMissing)
            {
                throw new ArgumentException(names.Missing(i), nameof(row));
            }

            x[i] = T.CreateTruncating(value);
        }
    }

    private string? Absent(RowNames names)
    {
        IReadOnlyDictionary<string, TValue> has = row;
        return names.Absent([.. names.Names.Select(has.ContainsKey)]);
    }
}

/// <summary>A row of values of any type, one after the other.</summary>
internal readonly struct ObjectRow(IEnumerable<KeyValuePair<string, object?>> row) : INamedRow
{
    public void Read<T>(RowNames names, scoped Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool[] seen = new bool[x.Length];
        foreach ((string name, object? value) in row)
        {
            if (!names.TryFind(name, out int place))
            {
                continue;
            }

            if (seen[place])
            {
                throw new ArgumentException(names.Twice(place), nameof(row));
            }

            seen[place] = true;
            x[place] = Number<T>(name, value);
            if (T.IsNaN(x[place]) && !names.AllowMissing)
            {
                throw new ArgumentException(names.Missing(place), nameof(row));
            }
        }

        if (names.Absent(seen) is { } absent)
        {
            throw new ArgumentException(absent, nameof(row));
        }
    }

    private static T Number<T>(string name, object? value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value switch
        {
            null => T.NaN,
            float number => T.CreateTruncating(number),
            double number => T.CreateTruncating(number),
            int number => T.CreateTruncating(number),
            long number => T.CreateTruncating(number),
            uint number => T.CreateTruncating(number),
            ulong number => T.CreateTruncating(number),
            short number => T.CreateTruncating(number),
            ushort number => T.CreateTruncating(number),
            sbyte number => T.CreateTruncating(number),
            byte number => T.CreateTruncating(number),
            Half number => T.CreateTruncating(number),
            decimal number => T.CreateTruncating(number),
            bool truth => truth ? T.One : T.Zero,
            _ => throw new ArgumentException(
                $"'{name}' is of type {value.GetType().Name}; accepted: a number, a bool (1 or 0) or null.", nameof(row)),
        };
}
