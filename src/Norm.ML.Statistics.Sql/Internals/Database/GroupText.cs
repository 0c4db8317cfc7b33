using System.Globalization;
using Norm.ML.Internals.Groups;
using Norm.ML.Internals.Moments;

namespace Norm.ML.Internals.Database;

/// <summary>The values of a group column as keys, which are texts: the same that ML.NET data and files give.</summary>
internal static class GroupText
{
    /// <summary>The keys with what was learned of them. Values that read the same, such as NULL and an empty text, are one key.</summary>
    /// <exception cref="SqlFitException">A value is not a text, an integer or a boolean, or no file can hold it.</exception>
    public static Dictionary<string, MomentArrays> Join(
        IEnumerable<(object? Key, MomentArrays Moments)> shards, SqlSource source, string column)
    {
        var joined = new Dictionary<string, MomentArrays>(StringComparer.Ordinal);
        foreach ((object? key, MomentArrays moments) in shards)
        {
            // A missing key is in the statistics of all rows only.
            if (Of(key, source, column) is not { Length: > 0 } text)
            {
                continue;
            }

            if (joined.TryGetValue(text, out MomentArrays? before))
            {
                MomentMerge.Merge(before, moments, before);
            }
            else
            {
                joined.Add(text, moments);
            }
        }

        return joined;
    }

    private static string Of(object? key, SqlSource source, string column)
    {
        string? text = key switch
        {
            null => "",
            string value => value,
            bool value => value ? "true" : "false",
            Guid value => value.ToString(),
            sbyte or byte or short or ushort or int or uint or long or ulong => System.Convert.ToString(key, CultureInfo.InvariantCulture),
            decimal value when decimal.IsInteger(value) => decimal.Truncate(value).ToString("F0", CultureInfo.InvariantCulture),
            System.Numerics.BigInteger value => value.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        if (text is null)
        {
            throw new SqlFitException(
                $"Column '{column}' of {source} holds {ShardKey.Show(key)}, of type {key!.GetType().Name}; accepted as keys: texts, integers, "
                    + "booleans and UUIDs.");
        }

        try
        {
            GroupKeys.Check(text);
            return text;
        }
        catch (ArgumentException problem)
        {
            throw new SqlFitException($"Column '{column}' of {source}: {Problems.Line(problem)}", problem);
        }
    }
}
