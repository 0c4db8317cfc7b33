using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Norm.ML.Tests.Contract;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Tests.Pipelines;

/// <summary>A pipeline as ML.NET's exporter writes it, run by ONNX Runtime.</summary>
internal sealed class PipelineGraph(PipelineRun run)
{
    private const double SingleUnit = 1.0 / (1 << 23), DoubleUnit = 1.0 / (1L << 52);

    /// <summary>How many columns of norms were compared.</summary>
    public int Columns { get; private set; }

    /// <summary>
    /// Whether the exporter takes all of the steps and columns. ML.NET's Concatenate of integers or of vectors with dimensions gives a graph that
    /// does not run.
    /// </summary>
    public bool IsExportable => run.Steps.Count > 0 && run.Data.Schema.All(column => column.Name == "Tenant" || (!column.IsHidden
            && column.Type is NumberDataViewType or VectorDataViewType { ItemType: NumberDataViewType, Size: > 0 }))
        && run.Views[^1].Schema.Count(column => ColumnReader.ItemOf(column.Type) == typeof(ReadOnlyMemory<char>)) <= 1
        && run.Steps.All(step => step is NormTransformer or ColumnConcatenatingTransformer or ColumnCopyingTransformer)
        && (!run.Steps.OfType<ColumnConcatenatingTransformer>().Any() || run.Data.Schema.All(column => ColumnReader.ItemOf(column.Type) is var item
            && (item == typeof(float) || item == typeof(double) || column.Name == "Tenant")
            && column.Type is not VectorDataViewType { Dimensions.Length: > 1 }))
        && run.Steps.OfType<FittedNormTransformer>().All(norm => norm.Options.GroupColumnName is null);

    /// <summary>
    /// Each norm gives, within the units of its documentation, what its transformer makes of the numbers that the graph gave it: so errors of earlier
    /// steps do not count, whatever a later step makes of them.
    /// </summary>
    public void Check()
    {
        IDataView data = run.WithoutTexts();
        using RuntimeModel file = OnnxFile.Export(run.Context, run.Chain, data);
        var results = new Dictionary<string, double[][]>();
        foreach (DataViewSchema.Column column in run.Views[^1].Schema.Where(column => !column.IsHidden && column.Name != "Tenant"))
        {
            Type item = ColumnReader.ItemOf(column.Type);
            results[column.Name] = item == typeof(float) || item == typeof(double) ? file.Run(data, column)
                : [.. run.Values[column.Name].Select(row => Array.ConvertAll(row, bits => item == typeof(ulong) ? bits : (double)(long)bits))];
        }

        for (int i = 0; i < run.Steps.Count; i++)
        {
            if (run.Steps[i] is NormTransformer norm && norm.Columns.All(pair => IsLast(i, pair.InputColumnName))
                && norm.Columns.Any(pair => IsLast(i + 1, pair.OutputColumnName)))
            {
                Check(norm, i, results);
            }
        }
    }

    // Whether a column of a view is still there at the end, and not another of its name.
    private bool IsLast(int view, string name)
    {
        for (int i = view; i < run.Steps.Count; i++)
        {
            if (run.Views[i].Schema.GetColumnOrNull(name)?.Index != run.Views[i + 1].Schema.GetColumnOrNull(name)?.Index)
            {
                return false;
            }
        }

        return run.Views[view].Schema.GetColumnOrNull(name) is not null;
    }

    private void Check(NormTransformer norm, int step, Dictionary<string, double[][]> results)
    {
        TableColumn[] inputs = [.. norm.Columns.Select(pair => pair.InputColumnName).Distinct()
            .Select(name => ToColumn(name, run.Views[step].Schema[name].Type, results[name]))];
        IDataView output = norm.Transform(new PipelineTable(inputs, (int)run.Data.GetRowCount()!.Value, 16, 1));
        foreach (string name in norm.Columns.Select(pair => pair.OutputColumnName).Where(name => IsLast(step + 1, name)))
        {
            bool isDouble = ColumnReader.ItemOf(output.Schema[name].Type) == typeof(double);
            double[][] expected = [.. PipelineReader.ByCursor(output, name)[name].Select(row => Array.ConvertAll(row, bits => isDouble
                ? PipelineReader.Number<double>(bits) : PipelineReader.Number<float>(bits)))];
            Compare(norm, name, expected, results[name], isDouble);
            Columns++;
        }
    }

    private static void Compare(NormTransformer norm, string name, double[][] expected, double[][] actual, bool isDouble)
    {
        (double unit, double units) = isDouble ? (DoubleUnit, 16) : (SingleUnit, 2);
        for (int row = 0; row < expected.Length; row++)
        {
            // What a norm cancels against beta is no smaller for that.
            double scale = expected[row].Where(double.IsFinite).Select(Math.Abs).Append(Shift(norm)).Max();
            for (int slot = 0; slot < expected[row].Length; slot++)
            {
                double wanted = expected[row][slot], found = actual[row][slot];
                double error = double.IsFinite(wanted) ? Math.Abs(wanted - found) / Math.Max(scale * unit, isDouble ? double.Epsilon : float.Epsilon)
                    : double.IsFinite(found) ? double.NaN : 0;
                Assert.True(error <= units, FormattableString.Invariant(
                    $"ONNX: '{name}' of {norm.GetType().Name}, row {row}, slot {slot}: {found:R}, not {wanted:R}, {error:G3} units apart."));
            }
        }
    }

    private static double Shift(NormTransformer norm) => norm switch
    {
        FittedNormTransformer fitted => Largest(fitted.Options.Beta),
        RowNormTransformer { Options: LayerNormOptions options } => Largest(options.Beta),
        RowNormTransformer { Options: GroupNormOptions options } => Largest(options.Beta),
        RowNormTransformer { Options: InstanceNormOptions options } => Largest(options.Beta),
        _ => 4 / 3.0,
    };

    private static double Largest(IReadOnlyList<double>? numbers) => (numbers ?? []).Select(Math.Abs).DefaultIfEmpty(0).Max();

    private static TableColumn ToColumn(string name, DataViewType type, double[][] rows)
    {
        Type item = ColumnReader.ItemOf(type);
        return item == typeof(float) ? Make(x => (float)x) : item == typeof(double) ? Make(x => x) : item == typeof(sbyte) ? Make(x => (sbyte)x)
            : item == typeof(byte) ? Make(x => (byte)x) : item == typeof(short) ? Make(x => (short)x) : item == typeof(ushort) ? Make(x => (ushort)x)
            : item == typeof(int) ? Make(x => (int)x) : item == typeof(uint) ? Make(x => (uint)x) : item == typeof(long) ? Make(x => (long)x)
            : Make(x => (ulong)x);

        TableColumn Make<T>(Func<double, T> convert) => type is VectorDataViewType
            ? new VectorTableColumn<T>(name, type, [.. rows.Select(row => new VBuffer<T>(row.Length, Array.ConvertAll(row, x => convert(x))))])
            : new TableColumn<T>(name, type, [.. rows.Select(row => convert(row[0]))]);
    }
}
