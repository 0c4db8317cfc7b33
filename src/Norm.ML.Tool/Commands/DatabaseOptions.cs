using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Norm.ML.Tool.Database;

namespace Norm.ML.Tool.Commands;

/// <summary>What <c>norm-ml fit</c> takes in place of a file: a table or a query of a database.</summary>
internal sealed partial class DatabaseOptions
{
    private readonly Option<string?> _variable = new("--db")
    {
        Description = "Fits in a database, no rows leave it: duckdb:FILE, sqlite:FILE, or the name of the environment variable that holds the "
            + "connection string of PostgreSQL or MySQL, which is never printed.",
        HelpName = "VARIABLE|duckdb:FILE|sqlite:FILE",
    };

    private readonly Option<string?> _table = new("--table")
    {
        Description = "With --db: the table or view, as schema.table or table. Names are taken exactly; one with dots in it stands in double quotes.",
        HelpName = "TABLE",
    };

    private readonly Option<string?> _query = new("--query") { Description = "With --db: a SELECT in place of a table.", HelpName = "SQL" };

    private readonly Option<string?> _shard = new("--by")
    {
        Description = "With --db: the column that says which shard a row belongs to; tables over several servers are then added up by each of them.",
        HelpName = "COLUMN",
    };

    /// <summary>Adds them to a command that has the others. Those that are not named here are of files and do not go with a database.</summary>
    public void AddTo(
        Command command, Argument<string[]> data, Option<string[]> columns, NormOptions norm, GroupOptions group, Option<string?> model,
        Option<string?> statistics)
    {
        Option[] ofFiles = [.. command.Options.Except([columns, model, statistics, .. norm.All, .. group.All])], own = [_table, _query, _shard];
        data.Arity = ArgumentArity.ZeroOrMore;
        command.Add(_variable);
        foreach (Option option in own)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool files = result.GetResult(data) is { Tokens.Count: > 0 };
            if (!Given(result, _variable))
            {
                if (own.FirstOrDefault(option => Given(result, option)) is { } lonely)
                {
                    result.AddError($"{lonely.Name} goes with --db.");
                }
                else if (!files)
                {
                    result.AddError($"Required argument missing: {data.Name}, or --db.");
                }
            }
            else if (files)
            {
                result.AddError($"--db takes the place of {data.Name}.");
            }
            else if (ofFiles.FirstOrDefault(option => Given(result, option)) is { } other)
            {
                result.AddError($"{other.Name} does not go with --db.");
            }
            else if (Given(result, _table) == Given(result, _query))
            {
                result.AddError("--db asks for --table TABLE or --query SQL, one of them.");
            }
            else if (Given(result, _shard) && Given(result, group.Column))
            {
                result.AddError("--by does not go with --group, which groups by its own column.");
            }
            else if (!Given(result, columns))
            {
                result.AddError("--db asks for --columns a,b,...");
            }
            else if (!Given(result, model) && !Given(result, statistics))
            {
                result.AddError("--db asks for --out FILE or --stats FILE.");
            }
        });
        _variable.Validators.Add(result =>
        {
            // Whoever pastes a connection string here should not see it again.
            string value = result.Tokens is [var only] ? only.Value : "";
            if (!VariableName().IsMatch(value) && !ConnectionText.IsFile(value))
            {
                result.AddError("--db takes duckdb:FILE, sqlite:FILE, or the name of an environment variable that holds the connection string, "
                    + "not the string.");
            }
        });
        _table.Validators.Add(result => Try(result, table => SqlSource.ParseTable(table)));
        _query.Validators.Add(result => Try(result, query => SqlSource.Query(query)));
    }

    /// <summary>What is read of which database; null if the command line names files.</summary>
    public DatabaseTable? TableOf(ParseResult parsed) => parsed.GetValue(_variable) is { } variable
        ? new(variable, parsed.GetValue(_table) is { } table ? SqlSource.ParseTable(table) : SqlSource.Query(parsed.GetValue(_query)!),
            parsed.GetValue(_shard))
        : null;

    private static bool Given(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static void Try(OptionResult result, Action<string> parse)
    {
        try
        {
            parse(result.Tokens is [var only] ? only.Value : "");
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            result.AddError($"{result.Option.Name}: {OneLine.Of(problem)}");
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariableName();
}
