using Microsoft.ML;

namespace Norm.ML.Tests.Contract;

/// <summary>What every transformer of ours owes ML.NET, whatever it computes.</summary>
internal static class TransformerContract
{
    /// <summary>
    /// Checks that every way of reading gives the same bits, and that a saved and loaded transformer gives them again. Returns the rows of the output
    /// column.
    /// </summary>
    public static List<T[]> Check<T>(MLContext context, ITransformer transformer, IDataView data, string output)
        where T : unmanaged
    {
        Assert.True(transformer.IsRowToRowMapper);
        IDataView transformed = transformer.Transform(data);
        EstimatorContract.SameSchema(transformer.GetOutputSchema(data.Schema), transformed.Schema);
        EstimatorContract.SameSchema(transformer.GetRowToRowMapper(data.Schema).OutputSchema, transformed.Schema);

        List<T[]> rows = ColumnReader.ByCursor<T>(transformed, output);
        EstimatorContract.Same(rows, ColumnReader.ByCursor<T>(transformed, output));
        IDataView cached = transformer.Transform(context.Data.Cache(data));
        foreach (int cursors in new[] { 1, 2, 4 })
        {
            EstimatorContract.Same(rows, ColumnReader.ByCursorSet<T>(transformed, output, cursors));
            EstimatorContract.Same(rows, ColumnReader.ByCursorSet<T>(cached, output, cursors));
        }

        EstimatorContract.Same(rows, ColumnReader.ByRowMapper<T>(transformer, data, output));
        if (transformer is NormTransformer norm)
        {
            EstimatorContract.Same(rows, EngineReader.Read<T>(context, norm, data, output));
            RefusesWhatWasNotAskedFor(transformed, output);
        }

        using var file = new MemoryStream();
        context.Model.Save(transformer, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema loadedSchema);
        Assert.Equal(data.Schema.Where(c => !c.IsHidden).Select(c => (c.Name, c.Type)),
            loadedSchema.Where(c => !c.IsHidden).Select(c => (c.Name, c.Type)));
        EstimatorContract.SameSchema(loaded.GetOutputSchema(data.Schema), transformed.Schema);
        EstimatorContract.Same(rows, ColumnReader.ByCursor<T>(loaded.Transform(data), output));
        return rows;
    }

    /// <summary>The transformer refuses the data in each place where it is given some, before the first row.</summary>
    public static void Refuses(ITransformer transformer, IDataView data, params string[] named)
    {
        foreach (Action attempt in new Action[] { () => transformer.Transform(data), () => transformer.GetOutputSchema(data.Schema),
            () => transformer.GetRowToRowMapper(data.Schema) })
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(attempt).Message;
            Assert.All(named, name => Assert.Contains(name, message));
        }

        Assert.Throws<ArgumentNullException>(() => transformer.Transform(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.GetRowToRowMapper(null!));
    }

    // A column that was not asked for has no getter, and a getter has the column's type.
    private static void RefusesWhatWasNotAskedFor(IDataView transformed, string output)
    {
        DataViewSchema.Column column = transformed.Schema[output], other = transformed.Schema.First(c => c.Index != column.Index);
        using DataViewRowCursor without = transformed.GetRowCursor([other]);
        Assert.False(without.IsColumnActive(column));
        Assert.Contains($"'{output}'", Assert.Throws<InvalidOperationException>(() => without.GetGetter<float>(column)).Message);
        using DataViewRowCursor with = transformed.GetRowCursor([column]);
        Assert.True(with.IsColumnActive(column));
        Assert.Contains($"'{output}'", Assert.Throws<InvalidOperationException>(() => with.GetGetter<ReadOnlyMemory<char>>(column)).Message);
    }
}
