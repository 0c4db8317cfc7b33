using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Inspection;
using Norm.ML.Internals.Fitting;

namespace Norm.ML.Internals.Inspection;

/// <summary>Makes the two passes of a data inspection over ML.NET data.</summary>
internal static class DataViewPasses
{
    private const string Accepts = "a number or a vector of known size, of " + ColumnTypes.AcceptedItems;

    public static DataInspection Run(IDataView data, IReadOnlyList<string> columns)
    {
        DataViewSchema.Column[] inputs = columns.Count > 0
            ? [.. columns.Select(name => ColumnTypes.Find(data.Schema, name))]
            : [.. data.Schema.Where(column => !column.IsHidden && Reads(column.Type))];
        foreach (DataViewSchema.Column column in inputs)
        {
            if (!Reads(column.Type))
            {
                throw ColumnTypes.Mismatch(column.Name, column.Type, Accepts);
            }
        }

        if (inputs.Length == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(data), $"The data has no column to inspect; accepted: {Accepts}.");
        }

        var scan = new DataScan(inputs.Sum(column => Size(column.Type)), Names(inputs));
        Pass(data, inputs, scan.ColumnCount, scan.Add);
        DataCheck check = scan.ToCheck();
        Pass(data, inputs, scan.ColumnCount, check.Add);
        return check.ToInspection();
    }

    private static void Pass(IDataView data, DataViewSchema.Column[] inputs, int width, Action<ReadOnlySpan<double>> add)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(inputs);
        double[] row = new double[width];
        Action[] readers = new Action[inputs.Length];
        int start = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            readers[i] = Reader(cursor, inputs[i], row.AsMemory(start, Size(inputs[i].Type)));
            start += Size(inputs[i].Type);
        }

        try
        {
            while (cursor.MoveNext())
            {
                foreach (Action read in readers)
                {
                    read();
                }

                add(row);
            }
        }
        catch (InvalidOperationException problem) when (SourceProblem.In(problem) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    // Columns are read as BatchNorm's fit reads them.
    private static Action Reader(DataViewRow cursor, DataViewSchema.Column column, Memory<double> row)
    {
        var reading = FitColumn.Create(column, new FitSink(column.Name, ChannelLabels.Of(column, row.Length), 1, new BatchNormOptions(), null));
        object block = reading.NewBlock(1);
        Action<object, int> read = reading.CreateReader(cursor);
        return () =>
        {
            read(block, 0);
            if (block is double[] wide)
            {
                wide.CopyTo(row.Span);
            }
            else
            {
                TensorPrimitives.ConvertChecked<float, double>((float[])block, row.Span);
            }
        };
    }

    private static bool Reads(DataViewType type) => ColumnTypes.IsNumber(ColumnTypes.ItemOf(type)) && Size(type) > 0;

    private static int Size(DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    private static string[] Names(DataViewSchema.Column[] columns)
    {
        string[] names = [.. columns.SelectMany(column => ChannelLabels.Of(column, Size(column.Type)))];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            while (!seen.Add(names[i]))
            {
                names[i] += "'";
            }
        }

        return names;
    }
}
