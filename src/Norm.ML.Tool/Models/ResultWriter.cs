using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Tool.Csv;
using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Models;

/// <summary>Writes a model's results in place of the columns of the same name; results of other names become new columns at the end.</summary>
internal sealed class ResultWriter
{
    private readonly CsvFile _file;
    private readonly IReadOnlyList<ResultColumn> _results;
    private readonly ValueGetter<VBuffer<byte>> _bytes;
    private readonly ValueGetter<VBuffer<int>> _ends;

    // The result for each column of the file, if there is one, and the results that the file has no column for.
    private readonly Place?[] _inPlace;
    private readonly List<Place> _added = [];
    private long _rows, _spoiledRows, _firstSpoiled;
    private bool _rowIsSpoiled;

    public ResultWriter(CsvDataView input, DataViewRow output, RawCells raw, string model)
    {
        _file = input.File;
        _results = ResultColumn.In(output, input.Schema);
        (DataViewSchema.Column bytes, DataViewSchema.Column ends) = raw.FindIn(output.Schema, model);
        _bytes = output.GetGetter<VBuffer<byte>>(bytes);
        _ends = output.GetGetter<VBuffer<int>>(ends);
        _inPlace = new Place?[_file.Header.Count];
        foreach (ResultColumn result in _results)
        {
            for (int i = 0; i < result.Names.Count; i++)
            {
                Put(new Place(result, i));
            }
        }

        if (_results.Count == 0)
        {
            throw new ToolException($"{model}: the model gives no columns of numbers.");
        }
    }

    /// <summary>How many columns of the file are replaced, and how many are added to them.</summary>
    public (int Replaced, int Added) Counts => (_inPlace.Count(place => place is not null), _added.Count);

    /// <summary>A sentence about the rows that have numbers in the data and NaN in the result; empty for none.</summary>
    public string Spoiled => _spoiledRows == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
        $" {_spoiledRows} {(_spoiledRows == 1 ? "row has" : "rows have")} NaN where the data has numbers, because another cell of the row is "
            + $"missing or infinite; the first is row {_firstSpoiled}.");

    public void WriteHeader(CsvRowWriter writer)
    {
        writer.Start();
        if (_file.Format.NoHeader)
        {
            return;
        }

        foreach (byte[] name in _file.RawHeader)
        {
            writer.WriteRaw(name);
        }

        foreach (Place place in _added)
        {
            writer.WriteText(place.Name);
        }

        writer.EndRecord();
    }

    public void WriteRow(CsvRowWriter writer, ref VBuffer<byte> bytes, ref VBuffer<int> ends)
    {
        foreach (ResultColumn result in _results)
        {
            result.Read();
        }

        _rows++;
        _rowIsSpoiled = false;
        _bytes(ref bytes);
        _ends(ref ends);

        int start = 0;
        ReadOnlySpan<byte> cells = bytes.GetValues();
        ReadOnlySpan<int> stops = ends.GetValues();
        for (int i = 0; i < _inPlace.Length; i++)
        {
            Write(writer, _inPlace[i], cells[start..stops[i]]);
            start = stops[i];
        }

        foreach (Place place in _added)
        {
            writer.WriteNumber(place.Column, place.Element);
        }

        writer.EndRecord();
        if (_rowIsSpoiled && _spoiledRows++ == 0)
        {
            _firstSpoiled = _rows;
        }
    }

    // What was missing stays as it was written: nothing, NA, NaN or null.
    private void Write(CsvRowWriter writer, Place? place, ReadOnlySpan<byte> original)
    {
        if (place is null)
        {
            writer.WriteRaw(original);
            return;
        }

        bool isNaN = double.IsNaN(place.Column.Value(place.Element)), missing = isNaN && _file.Cells.IsRawMissing(original);
        _rowIsSpoiled |= isNaN && !missing;
        if (missing)
        {
            writer.WriteRaw(original);
        }
        else
        {
            writer.WriteNumber(place.Column, place.Element);
        }
    }

    // Of results with the same name the last stands: a chain's later step works on its earlier one.
    private void Put(Place place)
    {
        int field = _file.IndexOf(place.Name);
        int added = _added.FindIndex(other => other.Name == place.Name);
        if (field >= 0)
        {
            _inPlace[field] = place;
        }
        else if (added >= 0)
        {
            _added[added] = place;
        }
        else
        {
            _added.Add(place);
        }
    }

    private sealed record Place(ResultColumn Column, int Element)
    {
        public string Name => Column.Names[Element];
    }
}
