using System.Collections.Concurrent;
using Norm.ML.Tool.Models;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Sources;

namespace Norm.ML.Tool.Results;

/// <summary>A result as CSV: cells that are passed on to the byte, numbers so that they read back the same.</summary>
internal sealed class CsvResults : ResultFile
{
    private readonly ResultTarget _target;
    private readonly ConcurrentBag<CsvRowWriter> _writers = [];
    private readonly NumberFormat _doubles, _singles;

    public CsvResults(ResultTarget target)
    {
        _target = target;
        (_doubles, _singles) = (target.Numbers, target.Numbers with { IsSingle = true });
        CsvRowWriter writer = Writer();
        writer.Start();
        if (target.Layout.HasHeader)
        {
            foreach (ResultField field in target.Plan.Fields)
            {
                if (field.Field >= 0 && field.Field < target.Layout.RawHeader.Count)
                {
                    writer.WriteRaw(target.Layout.RawHeader[field.Field]);
                }
                else
                {
                    writer.WriteText(field.Name);
                }
            }

            writer.EndRecord();
        }

        Write(writer);
    }

    public override object Make(BlockCells cells, ModelRows results, IReadOnlyList<int> numbers)
    {
        CsvRowWriter writer = Writer();
        IReadOnlyList<ResultField> fields = _target.Plan.Fields;
        int[] result = [.. fields.Select(field => field.Result)];
        int[] number = [.. fields.Select(field => field.Field < 0 ? -1 : Array.IndexOf([.. numbers], field.Field))];
        ReadOnlySpan<double> given = cells.Numbers;
        for (int row = 0; row < cells.Rows; row++)
        {
            ReadOnlySpan<double> values = results.Values.AsSpan(row * results.Width, results.Width);
            ReadOnlySpan<bool> singles = results.Singles.AsSpan(row * results.Width, results.Width);
            for (int i = 0; i < result.Length; i++)
            {
                // What was missing stays as it was written: nothing, NA, NaN or null.
                int at = result[i];
                if (at < 0 || (double.IsNaN(values[at]) && number[i] >= 0 && double.IsNaN(given[row * numbers.Count + number[i]])))
                {
                    cells.Write(writer, row, fields[i].Field);
                }
                else
                {
                    writer.WriteNumber(values[at], singles[at] ? _singles : _doubles);
                }
            }

            writer.EndRecord();
        }

        return writer;
    }

    public override void Write(object made)
    {
        var writer = (CsvRowWriter)made;
        _target.Stream.Write(writer.Written);
        writer.Clear();
        _writers.Add(writer);
    }

    public override void End()
    {
    }

    private CsvRowWriter Writer() => _writers.TryTake(out CsvRowWriter? idle) ? idle : new CsvRowWriter(_target.Layout.Layout);
}
