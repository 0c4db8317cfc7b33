using System.IO.Enumeration;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Results;

/// <summary>A column of a result: one of the data, or one that the model gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Field">Where it stands in the data; -1 for one that is added.</param>
/// <param name="Result">Where it stands among the model's results; -1 for one that is passed on.</param>
/// <param name="Type">What it is written as where files know types.</param>
internal sealed record ResultField(string Name, int Field, int Result, CellType Type);

/// <summary>
/// Which columns are written: those of the data, the model's results in place of those of the same name, and the other results after them.
/// </summary>
internal sealed class ResultPlan
{
    private const string Suffix = "_normalized";

    /// <summary>Plans.</summary>
    /// <param name="source">The data.</param>
    /// <param name="results">What the model gives.</param>
    /// <param name="append">Whether results of columns of the data are added beside them and do not replace them.</param>
    /// <param name="select">Which columns are written, by name or pattern, in this order; none for all.</param>
    /// <exception cref="ToolException">A name is unknown, or comes twice.</exception>
    public ResultPlan(RowSource source, IReadOnlyList<ResultColumn> results, bool append, IReadOnlyList<string> select)
    {
        // Of results with the same name the last stands: a chain's later step works on its earlier one.
        string[] names = [.. results.SelectMany(result => result.Names)];
        Dictionary<string, int> last = [];
        for (int i = 0; i < names.Length; i++)
        {
            last[names[i]] = i;
        }

        List<ResultField> fields = [.. source.Columns.Select((name, i) => new ResultField(name, i, append ? -1 : last.GetValueOrDefault(name, -1),
            !append && last.ContainsKey(name) ? CellType.Number : TypeOf(source, i)))];
        foreach ((string name, int result) in last.OrderBy(one => Array.IndexOf(names, one.Key)))
        {
            bool known = source.IndexOf(name) >= 0;
            if (append || !known)
            {
                fields.Add(new ResultField(known ? name + Suffix : name, -1, result, CellType.Number));
            }
        }

        if (fields.GroupBy(field => field.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ToolException($"{source.Name}: --append would write two columns of the name {Cell.Show(twice.Key)}.");
        }

        Fields = Select(source, fields, select);
    }

    public IReadOnlyList<ResultField> Fields { get; }

    /// <summary>How many columns of the data are replaced, and how many are added to them.</summary>
    public (int Replaced, int Added) Counts =>
        (Fields.Count(one => one is { Field: >= 0, Result: >= 0 }), Fields.Count(one => one.Field < 0));

    /// <summary>The columns of the data that are passed on.</summary>
    public int[] Passed => [.. Fields.Where(one => one.Result < 0).Select(one => one.Field)];

    private static CellType TypeOf(RowSource source, int column) => source is Tables.TableSource table ? table.TypeOf(column)
        : ((CsvSource)source).Files[0].File.Surveys[column] is { TextComesFirst: false, Values: > 0 } ? CellType.Number : CellType.Text;

    private static IReadOnlyList<ResultField> Select(RowSource source, List<ResultField> fields, IReadOnlyList<string> select)
    {
        List<ResultField> chosen = [];
        foreach (string name in select.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            ResultField[] found = [.. fields.Where(field => field.Name == name)];
            found = found.Length > 0 ? found : [.. fields.Where(
                field => FileSystemName.MatchesSimpleExpression(name, field.Name, ignoreCase: false))];
            chosen.AddRange(found.Length > 0 ? found.Except(chosen) : throw new ToolException($"{source.Name}: there is no column {Cell.Show(name)}, "
                + $"which --select names; the columns are {CsvFile.Show([.. fields.Select(field => field.Name)])}."));
        }

        return chosen.Count > 0 ? chosen : fields;
    }
}
