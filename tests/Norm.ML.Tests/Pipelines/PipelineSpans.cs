using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Pipelines;

/// <summary>The columns of a pipeline that norms make, over spans and by the names of their numbers.</summary>
internal sealed class PipelineSpans(PipelineRun run)
{
    private string _way = "";

    /// <summary>How many columns were compared.</summary>
    public int Columns { get; private set; }

    /// <summary>How many of them by names as well.</summary>
    public int NamedColumns { get; private set; }

    public void Check()
    {
        foreach (DataViewSchema.Column column in run.Views[^1].Schema.Where(column => !column.IsHidden))
        {
            if (Path(column.Name) is var (from, input, until, keys) && keys.Length <= 1)
            {
                Columns++;
                _way = $"spans from '{input}' to '{column.Name}'";
                if (ColumnReader.ItemOf(run.Views[until].Schema[column.Name].Type) == typeof(double))
                {
                    Check<double>(column.Name, from, input, until, keys);
                }
                else
                {
                    Check<float>(column.Name, from, input, until, keys);
                }
            }
        }
    }

    // Backwards over norms: the view and the column that the first of them reads, and the view in which the last has written.
    private (int From, string Input, int Until, (string Name, int View)[] Keys)? Path(string name)
    {
        (int From, string Input, int Until)? found = null;
        var keys = new Dictionary<(string Name, int Index), int>();
        for (int i = run.Steps.Count - 1; i >= 0; i--)
        {
            if (run.Steps[i] is NormTransformer norm && norm.Columns.LastOrDefault(pair => pair.OutputColumnName == name) is { } pair)
            {
                found = (i, pair.InputColumnName, found?.Until ?? i + 1);
                name = pair.InputColumnName;
                if (KeyOf(norm) is { } key)
                {
                    keys[(key, run.Views[i].Schema[key].Index)] = i;
                }
            }
            else if (run.Views[i].Schema.GetColumnOrNull(name)?.Index != run.Views[i + 1].Schema[name].Index)
            {
                break;
            }
        }

        return found is var (from, input, until) ? (from, input, until, [.. keys.Select(key => (key.Key.Name, key.Value))]) : null;
    }

    private static string? KeyOf(NormTransformer norm) => norm switch
    {
        FittedNormTransformer fitted => fitted.Options.GroupColumnName,
        BatchNormInverseTransformer inverse => inverse.Options.GroupColumnName,
        _ => null,
    };

    private void Check<T>(string output, int from, string input, int until, (string Name, int View)[] keyColumns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Type item = ColumnReader.ItemOf(run.Views[from].Schema[input].Type);
        List<ulong[]> x = PipelineReader.ByCursor(run.Views[from], input)[input],
            y = PipelineReader.ByCursor(run.Views[until], output)[output].ConvertAll(row => PipelineReader.Unsigned(row, typeof(T)));
        string[]? keys = keyColumns.Length == 0 ? null : Keys(run.Views[keyColumns[0].View], keyColumns[0].Name);
        foreach (IGrouping<string?, int> rows in Enumerable.Range(0, x.Count).GroupBy(row => keys?[row]))
        {
            if (rows.Key?.Length == 0)
            {
                continue;
            }

            SpanNormalizer<T> normalizer = run.Chain.CreateSpanNormalizer<T>(run.Data.Schema, output, rows.Key);
            Assert.Equal(input, normalizer.InputColumnName);
            foreach (int row in rows)
            {
                run.SameRows(output, [y[row]], [Normalize(normalizer, item, x[row])], $"{_way}, row {row}");
            }

            if (normalizer.ExampleLength is { } length)
            {
                ulong[] all = Normalize(normalizer, item, [.. rows.SelectMany(row => x[row])]);
                run.SameRows(output, [.. rows.Select(row => y[row])], [.. all.Chunk(length)], $"{_way}, all rows");
            }

            CheckNamed(normalizer, output, [.. rows], x, y, item, rows.Key);
        }
    }

    // Where the numbers of the first column have names of their own.
    private void CheckNamed<T>(SpanNormalizer<T> spans, string output, int[] rows, List<ulong[]> x, List<ulong[]> y, Type item, string? key)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (item != typeof(T) || spans.ExampleLength is null)
        {
            return;
        }

        NamedNormalizer<T> named;
        try
        {
            named = run.Chain.CreateNamedNormalizer<T>(run.Data.Schema, output, allowMissing: true, key);
        }
        catch (ArgumentException refused) when (refused.Message.Contains("names", StringComparison.Ordinal))
        {
            return;
        }

        NamedColumns++;
        T[] result = new T[named.Names.Count];
        foreach (int row in rows.Where(row => x[row].All(bits => T.IsFinite(PipelineReader.Number<T>(bits)))))
        {
            named.Normalize(named.Names.Zip(x[row]).Reverse().ToDictionary(pair => pair.First, pair => PipelineReader.Number<T>(pair.Second)),
                result);
            run.SameRows(output, [y[row]], [PipelineReader.Unsigned([.. result.Select(PipelineReader.Bits)], typeof(T))], $"{_way}, by name");
        }
    }

    private static ulong[] Normalize<T>(SpanNormalizer<T> normalizer, Type item, ulong[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] y = new T[x.Length];
        if (item == typeof(T))
        {
            normalizer.Normalize(Array.ConvertAll(x, PipelineReader.Number<T>), y);
        }
        else if (item == typeof(ulong))
        {
            normalizer.NormalizeIntegers<ulong>(x, y);
        }
        else
        {
            normalizer.NormalizeIntegers<long>(Array.ConvertAll(x, bits => (long)bits), y);
        }

        return PipelineReader.Unsigned([.. y.Select(PipelineReader.Bits)], typeof(T));
    }

    private static string[] Keys(IDataView view, string name)
    {
        // As the texts that keys are.
        DataViewSchema.Column column = view.Schema[name];
        Type type = column.Type.RawType;
        return type == typeof(ReadOnlyMemory<char>) ? [.. view.GetColumn<ReadOnlyMemory<char>>(column).Select(text => text.ToString())]
            : type == typeof(bool) ? [.. view.GetColumn<bool>(column).Select(value => value ? "true" : "false")]
            : column.Type is KeyDataViewType ? Named()
            : [.. PipelineReader.ByCursor(view, name)[name].Select(row => type == typeof(ulong)
                ? row[0].ToString(System.Globalization.CultureInfo.InvariantCulture)
                : ((long)row[0]).ToString(System.Globalization.CultureInfo.InvariantCulture))];

        string[] Named()
        {
            VBuffer<ReadOnlyMemory<char>> values = default;
            if (column.Annotations.Schema.GetColumnOrNull("KeyValues") is { } annotation)
            {
                column.Annotations.GetValue(annotation.Name, ref values);
            }

            ReadOnlyMemory<char>[] texts = [.. values.DenseValues()];
            return [.. view.GetColumn<uint>(column).Select(number => number == 0 ? ""
                : texts.Length > 0 ? texts[number - 1].ToString() : number.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        }
    }
}
