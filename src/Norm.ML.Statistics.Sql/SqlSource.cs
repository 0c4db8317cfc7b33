using System.Text;

namespace Norm.ML;

/// <summary>Where <c>BatchNorm.FitFromDatabase</c> finds rows: a table (or view), or a query.</summary>
public sealed class SqlSource
{
    private SqlSource(IReadOnlyList<string>? path, string? sql) => (Path, Sql) = (path, sql);

    internal IReadOnlyList<string>? Path { get; }

    internal string? Sql { get; }

    /// <summary>A table or view. Names are quoted when they are sent, never pasted: they are taken exactly as they are, capitals and odd characters included.</summary>
    /// <param name="path">The table's name; or schema and name; or as many levels as the database has.</param>
    /// <exception cref="ArgumentException">There is no name, or one is empty.</exception>
    public static SqlSource Table(params IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Count == 0) throw new ArgumentException("path names no table.", nameof(path));
        foreach (string name in path) CheckName(name, nameof(path));
        return new([.. path], null);
    }

    /// <summary>A query. Its text is the caller's own and is sent as it is, as a table in parentheses; it has to give the same rows each time it runs.</summary>
    /// <param name="sql">One SELECT, without parameters; a semicolon at its end is left out.</param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static SqlSource Query(string sql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        string text = sql.TrimEnd().TrimEnd(';').Trim();
        return text.Length > 0 ? new(null, text) : throw new ArgumentException("sql is empty.", nameof(sql));
    }

    /// <summary>A table from one text: names with dots between them, such as <c>sales</c> or <c>public.sales</c>. A name with dots or quotes in it stands in double quotes,
    /// its own quotes doubled: <c>public."my ""odd"".table"</c>. Names are taken exactly, with or without quotes.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">A name is empty, or a quote is not closed.</exception>
    public static SqlSource ParseTable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> path = [];
        for (int at = 0; ; at++)
        {
            path.Add(NextName(text, ref at));
            if (at == text.Length) return new(path, null);
            if (text[at] != '.') throw Malformed(text);
        }
    }

    /// <summary>What messages call it.</summary>
    public override string ToString() => Path is null ? "the query" : $"table '{string.Join('.', Path)}'";

    internal static void CheckName(string name, string parameter)
    {
        if (string.IsNullOrEmpty(name)) throw new ArgumentException($"{parameter} has a name that is empty.", parameter);
        if (name.Contains('\0')) throw new ArgumentException($"{parameter} has the name '{name.Replace("\0", "\\0")}', with a character that no database takes.", parameter);
    }

    private static string NextName(string text, ref int at)
    {
        if (at >= text.Length || text[at] != '"')
        {
            int end = text.IndexOf('.', at);
            string plain = text[at..(end < 0 ? text.Length : end)];
            at += plain.Length;
            return plain.Length > 0 && !plain.AsSpan().ContainsAny('"', '\0') ? plain : throw Malformed(text);
        }

        var name = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\0') break;
            if (text[at] != '"') name.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"') name.Append(text[at++]);
            else
            {
                at++;
                return name.Length > 0 ? name.ToString() : throw Malformed(text);
            }
        }
        throw Malformed(text);
    }

    private static FormatException Malformed(string text) => new(
        $"'{text.Replace("\0", "\\0")}' is not a table's name; accepted: names with dots between them, those with dots or quotes inside in double quotes, such as public.\"my.table\".");
}
