namespace Norm.ML.Internals.Database;

/// <summary>Looks at a table or query before it is read: whether it is there, has the columns, and they hold numbers.</summary>
internal sealed class SourceCheck(SqlSource source, SqlText text, DatabaseSession session)
{
    private const int MostShown = 20;

    private static readonly HashSet<Type> Numbers =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float),
            typeof(double), typeof(decimal),
    ];

    /// <summary>Checks that there are these columns, and that the first of them hold numbers.</summary>
    public async ValueTask RunAsync(string[] names, int numbers)
    {
        try
        {
            await session.OpenAsync().ConfigureAwait(false);
        }
        catch (Exception problem) when (DatabaseSession.IsOfDriver(problem))
        {
            throw new SqlFitException($"The connection to the database cannot be opened: {Problems.Line(problem)}", problem);
        }

        ResultColumn[] columns;
        try
        {
            columns = await session.DescribeAsync($"SELECT {string.Join(", ", names.Select(text.Name))} FROM {text.Source} WHERE 1 = 0")
                .ConfigureAwait(false);
        }
        catch (Exception problem) when (DatabaseSession.IsOfDriver(problem))
        {
            throw await ExplainAsync(names, problem).ConfigureAwait(false);
        }

        for (int i = 0; i < names.Length; i++)
        {
            // A database may cut a long name and find the column of the shorter one.
            if (columns[i].Name != names[i])
            {
                throw Missing(names[i], [columns[i].Name]);
            }

            if (i < numbers && !Numbers.Contains(columns[i].Type))
            {
                throw new SqlFitException($"Column '{names[i]}' of {source} is {columns[i].DataType}; accepted: columns of numbers.");
            }
        }
    }

    private async ValueTask<SqlFitException> ExplainAsync(string[] names, Exception problem)
    {
        try
        {
            ResultColumn[] all = await session.DescribeAsync($"SELECT * FROM {text.Source} WHERE 1 = 0").ConfigureAwait(false);
            HashSet<string> known = [.. all.Select(column => column.Name)];
            if (Array.Find(names, name => !known.Contains(name)) is { } missing)
            {
                return Missing(missing, [.. all.Select(column => column.Name)]);
            }
        }
        catch (Exception again) when (DatabaseSession.IsOfDriver(again))
        {
            // The reason that the first statement gave is as good.
        }
        return new SqlFitException($"{char.ToUpperInvariant(source.ToString()[0])}{source.ToString()[1..]} cannot be read: {Problems.Line(problem)}",
            problem);
    }

    private SqlFitException Missing(string name, IReadOnlyList<string> columns)
    {
        string all = string.Join(", ", columns.Take(MostShown).Select(column => $"'{column}'")) + (columns.Count > MostShown
            ? $", ... ({columns.Count} in all)" : "");
        return new($"There is no column '{name}' in {source}; there is {all}. Names are taken exactly, capitals included.");
    }
}
