using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>Every case on the sources and between the views that ML.NET has: the bits are those of the rows in memory.</summary>
public sealed class SourceTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-");
    private readonly List<IDataView> _opened = [];

    public SourceTests() => _data = ContractRow.Load(_context);

    public void Dispose()
    {
        // ML.NET's binary loader keeps its file open.
        foreach (IDisposable view in _opened.OfType<IDisposable>())
        {
            view.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    public static TheoryData<string> Names => ContractCases.Names;

    /// <summary>
    /// The cases whose columns are numbers or plain vectors: text, data frames and tables have no dimensions and no rows of varying size.
    /// </summary>
    public static TheoryData<string> Plain
    {
        get
        {
            var context = new MLContext(seed: 1);
            IDataView data = ContractRow.Load(context);
            return [.. ContractCases.All.Where(test => test.Value.Create(context)
                .Fit(data).Columns.All(pair => IsPlain(data.Schema[pair.InputColumnName].Type))).Select(test => test.Key)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Views_before_and_after_a_norm_give_the_same_bits(string name) => Run(name, new Views());

    [Theory]
    [MemberData(nameof(Names))]
    public void Binary_files_give_the_same_bits(string name) => Run(name, new Binary());

    [Theory]
    [MemberData(nameof(Plain))]
    public void Text_files_give_the_same_bits(string name) => Run(name, new Text());

    [Theory]
    [MemberData(nameof(Plain))]
    public void A_DataFrame_gives_the_same_bits(string name) => Run(name, new Frame());

    [Theory]
    [MemberData(nameof(Plain))]
    public void Sqlite_gives_the_same_bits(string name) => Run(name, new Sqlite());

    [Fact]
    public void A_vector_column_of_a_DataFrame_stays_as_it_is()
    {
        DataFrame frame = _data.ToDataFrame(-1, nameof(ContractRow.Flat), nameof(ContractRow.Variable));
        string[] Rows(string column) => [.. ColumnReader.ByCursor<float>(frame, column).Select(row => string.Join(' ', row))];
        string[] flat = Rows(nameof(ContractRow.Flat)), variable = Rows(nameof(ContractRow.Variable));
        foreach (string name in (string[])["RMSNorm of rows of any size", "LayerNorm of rows of any size"])
        {
            IEstimator<NormTransformer> estimator = ContractCases.All[name].Create(_context);
            List<float[]> expected = ColumnReader.ByCursor<float>(estimator.Fit(_data).Transform(_data), "Out");
            for (int pass = 0; pass < 2; pass++)
            {
                EstimatorContract.Same(expected, ColumnReader.ByCursor<float>(estimator.Fit(frame).Transform(frame), "Out"));
            }
        }

        ColumnReader.ByCursor<float>(_context.Transforms.LayerNorm("Out", nameof(ContractRow.Flat)).Fit(frame).Transform(frame), "Out");
        Assert.Equal(flat, Rows(nameof(ContractRow.Flat)));
        Assert.Equal(variable, Rows(nameof(ContractRow.Variable)));
    }

    private static bool IsPlain(DataViewType type) =>
        type is not VectorDataViewType or VectorDataViewType { IsKnownSize: true, Dimensions.Length: 1 };

    private void Run(string name, ICheck check)
    {
        ContractCase test = ContractCases.All[name];
        NormTransformer norm = test.Create(_context).Fit(_data);
        if (ColumnReader.ItemOf(norm.GetOutputSchema(_data.Schema)[test.Output].Type) == typeof(double))
        {
            check.Run<double>(this, test, norm);
        }
        else
        {
            check.Run<float>(this, test, norm);
        }
    }

    // The norm on the source gives what it gives on the rows in memory, and so does a norm that is fitted on the source.
    private void Same<T>(ContractCase test, NormTransformer norm, IDataView source)
        where T : unmanaged
    {
        List<T[]> expected = ColumnReader.ByCursor<T>(norm.Transform(_data), test.Output);
        for (int pass = 0; pass < 2; pass++)
        {
            EstimatorContract.Same(expected, ColumnReader.ByKey<T>(norm.Transform(source), nameof(ContractRow.Number), test.Output));
        }

        EstimatorContract.Same(expected, ColumnReader.ByKey<T>(test.Create(_context).Fit(source).Transform(source), nameof(ContractRow.Number),
            test.Output));
    }

    private interface ICheck
    {
        void Run<T>(SourceTests tests, ContractCase test, NormTransformer norm)
            where T : unmanaged;
    }

    private sealed class Views : ICheck
    {
        public void Run<T>(SourceTests tests, ContractCase test, NormTransformer norm)
            where T : unmanaged
        {
            const string Number = nameof(ContractRow.Number);
            DataOperationsCatalog views = tests._context.Data;
            IDataView output = norm.Transform(tests._data);
            List<T[]> all = ColumnReader.ByCursor<T>(output, test.Output);
            (Func<IDataView, IDataView> View, List<T[]> Rows)[] cases =
            [
                (view => views.Cache(view), all),
                (view => views.Cache(view, Number, norm.Columns[0].InputColumnName, norm.Columns[^1].InputColumnName), all),
                (view => views.ShuffleRows(view, seed: 3, shufflePoolSize: 50), all),
                (view => views.FilterRowsByColumn(view, Number, 10, 50), all[10..50]),
                (view => views.FilterRowsByMissingValues(view, Number), all),
                (view => views.FilterByCustomPredicate<Numbered>(view, row => row.Number >= 30), all[..30]),
                (view => views.TakeRows(views.SkipRows(view, 7), 9), all[7..16]),
            ];
            foreach ((Func<IDataView, IDataView> view, List<T[]> rows) in cases)
            {
                EstimatorContract.Same(rows, ColumnReader.ByKey<T>(view(output), Number, test.Output));
                EstimatorContract.Same(rows, ColumnReader.ByKey<T>(norm.Transform(view(tests._data)), Number, test.Output));
            }

            tests.Same<T>(test, norm, views.Cache(tests._data));
        }
    }

    private sealed class Binary : ICheck
    {
        public void Run<T>(SourceTests tests, ContractCase test, NormTransformer norm)
            where T : unmanaged
        {
            List<T[]> expected = ColumnReader.ByCursor<T>(norm.Transform(tests._data), test.Output);
            EstimatorContract.Same(expected, ColumnReader.ByCursor<T>(Reload(norm.Transform(tests._data)), test.Output));
            tests.Same<T>(test, norm, Reload(tests._data));

            IDataView Reload(IDataView view) => tests.Reload(view, (data, stream) => tests._context.Data.SaveAsBinary(data, stream),
                file => tests._context.Data.LoadFromBinary(file));
        }
    }

    private sealed class Text : ICheck
    {
        public void Run<T>(SourceTests tests, ContractCase test, NormTransformer norm)
            where T : unmanaged
        {
            EstimatorContract.Same(
                ColumnReader.ByCursor<T>(norm.Transform(tests._data), test.Output),
                ColumnReader.ByCursor<T>(Reload(norm.Transform(tests._data), test.Output), test.Output));
            tests.Same<T>(test, norm, Reload(tests._data, Inputs(norm)));

            // The file's first lines say how its columns are to be loaded.
            IDataView Reload(IDataView view, params string[] columns)
            {
                IDataView few = tests._context.Transforms.SelectColumns([nameof(ContractRow.Number), .. columns.Distinct()]).Fit(view)
                    .Transform(view);
                return tests.Reload(
                    few,
                    (data, stream) => tests._context.Data.SaveAsText(data, stream, schema: true, forceDense: true),
                    file => tests._context.Data.LoadFromTextFile(file, new TextLoader.Options()));
            }
        }
    }

    private sealed class Frame : ICheck
    {
        public void Run<T>(SourceTests tests, ContractCase test, NormTransformer norm)
            where T : unmanaged
        {
            // A frame holds a number per cell: vectors of a known size are concatenated, as users do it.
            var frame = new DataFrame();
            IEstimator<ITransformer> join = new EstimatorChain<ITransformer>();
            foreach (string name in (string[])[nameof(ContractRow.Number), nameof(ContractRow.Weight),
                .. Inputs(norm)])
            {
                if (IsText(tests._data, name))
                {
                    frame.Columns.Add(new StringDataFrameColumn(name, Texts(tests._data, name)));
                    continue;
                }

                (System.Data.DbType type, double[][] rows) = Read(tests._data, name);
                string[] cells = tests._data.Schema[name].Type is VectorDataViewType ? [.. rows[0].Select((_, slot) => $"{name}{slot}")] : [name];
                for (int slot = 0; slot < cells.Length; slot++)
                {
                    frame.Columns.Add(Column(cells[slot], type, rows.Select(row => row[slot])));
                }

                if (cells is not [var only] || only != name)
                {
                    join = join.Append(tests._context.Transforms.Concatenate(name, cells));
                }
            }

            tests.Same<T>(test, norm, join.Fit(frame).Transform(frame));
        }

        private static DataFrameColumn Column(string name, System.Data.DbType type, IEnumerable<double> values) => type switch
        {
            System.Data.DbType.Single => new SingleDataFrameColumn(name, values.Select(value => (float)value)),
            System.Data.DbType.Double => new DoubleDataFrameColumn(name, values),
            System.Data.DbType.Int64 => new Int64DataFrameColumn(name, values.Select(value => (long)value)),
            _ => new ByteDataFrameColumn(name, values.Select(value => (byte)value)),
        };
    }

    private sealed class Sqlite : ICheck
    {
        public void Run<T>(SourceTests tests, ContractCase test, NormTransformer norm)
            where T : unmanaged
        {
            string connection = $"Data Source={Guid.NewGuid():N};Mode=Memory;Cache=Shared";
            using var keepsTheTable = new SqliteConnection(connection);
            keepsTheTable.Open();
            var columns = new List<DatabaseLoader.Column>();
            var literals = new List<string[][]>();
            foreach (string name in (string[])[nameof(ContractRow.Number), nameof(ContractRow.Weight),
                .. Inputs(norm)])
            {
                (System.Data.DbType type, string[][] rows) = Literals(tests._data, name);
                int first = literals.Sum(column => column[0].Length), size = rows[0].Length;
                columns.Add(size == 1 ? new(name, type, first) : new(name, type, first, first + size - 1));
                literals.Add(rows);
            }

            string[] cells = [.. Enumerable.Range(0, literals.Sum(column => column[0].Length)).Select(i => $"c{i}")];
            Execute($"CREATE TABLE numbers ({string.Join(", ", cells.Select(cell => $"{cell} NUMERIC"))})");
            for (int row = 0; row < ContractRow.Count; row++)
            {
                Execute($"INSERT INTO numbers VALUES ({string.Join(", ", literals.SelectMany(column => column[row]))})");
            }

            var source = new Microsoft.ML.Data.DatabaseSource(SqliteFactory.Instance, connection, "SELECT * FROM numbers ORDER BY c0");
            tests.Same<T>(test, norm, tests._context.Data.CreateDatabaseLoader([.. columns]).Load(source));

            void Execute(string sql)
            {
                using SqliteCommand command = keepsTheTable.CreateCommand();
                command.CommandText = sql;
                command.ExecuteNonQuery();
            }
        }
    }

    private IDataView Reload(IDataView view, Action<IDataView, Stream> save, Func<string, IDataView> load)
    {
        string file = Path.Combine(_folder.FullName, $"{_opened.Count}");
        using (FileStream stream = File.Create(file))
        {
            save(view, stream);
        }

        _opened.Add(load(file));
        return _opened[^1];
    }

    // What a norm reads: its columns, and that of the keys.
    private static string[] Inputs(NormTransformer norm)
    {
        string? key = norm switch
        {
            FittedNormTransformer fitted => fitted.Options.GroupColumnName,
            BatchNormInverseTransformer inverse => inverse.Options.GroupColumnName,
            _ => null,
        };
        return [.. norm.Columns.Select(pair => pair.InputColumnName).Distinct(), .. key is null ? Array.Empty<string>() : [key]];
    }

    private static bool IsText(IDataView data, string name) => data.Schema[name].Type is TextDataViewType;

    private static string[] Texts(IDataView data, string name) =>
        [.. data.GetColumn<ReadOnlyMemory<char>>(name).Select(text => text.ToString())];

    // A column as SQL writes it.
    private static (System.Data.DbType Type, string[][] Rows) Literals(IDataView data, string name)
    {
        if (IsText(data, name))
        {
            return (System.Data.DbType.String, Array.ConvertAll(Texts(data, name), text => new[] { $"'{text}'" }));
        }

        (System.Data.DbType type, double[][] rows) = Read(data, name);
        return (type, Array.ConvertAll(rows, row => Array.ConvertAll(row, number => number.ToString("R", CultureInfo.InvariantCulture))));
    }

    // A column of numbers as a database or a frame holds it.
    private static (System.Data.DbType Type, double[][] Rows) Read(IDataView data, string name)
    {
        double[][] As<TItem>()
            where TItem : IConvertible =>
            [.. ColumnReader.ByCursor<TItem>(data, name).Select(row => Array.ConvertAll(row, value => value.ToDouble(null)))];

        return ColumnReader.ItemOf(data.Schema[name].Type) switch
        {
            var type when type == typeof(float) => (System.Data.DbType.Single, As<float>()),
            var type when type == typeof(double) => (System.Data.DbType.Double, As<double>()),
            var type when type == typeof(long) => (System.Data.DbType.Int64, As<long>()),
            _ => (System.Data.DbType.Byte, As<byte>()),
        };
    }

    private sealed class Numbered
    {
        public float Number { get; set; }
    }
}
