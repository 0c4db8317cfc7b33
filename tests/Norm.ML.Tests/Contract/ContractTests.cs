using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Tests.Contract;

/// <summary>The contract, for every case in the list.</summary>
public class ContractTests
{
    const int Threads = 8, RowsPerThread = 25_000;

    readonly MLContext _context = new(seed: 1);
    readonly IDataView _data;

    public ContractTests() => _data = ContractRow.Load(_context);

    public static TheoryData<string> Names => ContractCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_way_of_reading_gives_the_same_bits(string name) => Run(name, new EqualBits());

    [Theory]
    [MemberData(nameof(Names))]
    public void One_transformer_serves_many_threads(string name) => Run(name, new ManyThreads());

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_leaves_no_garbage(string name) => Run(name, new NoGarbage());

    [Theory]
    [MemberData(nameof(Names))]
    public void Bad_data_is_refused_before_the_first_row(string name)
    {
        ContractCase test = ContractCases.All[name];
        IEstimator<NormTransformer> estimator = test.Create(_context);
        NormTransformer transformer = estimator.Fit(_data);
        string input = transformer.Columns[0].InputColumnName;

        // Without the column; with text, a key or another size under its name.
        IDataView lacks = _context.Data.LoadFromEnumerable([new { Other = 1f }]);
        EstimatorContract.Refuses(estimator, lacks, $"'{input}'");
        TransformerContract.Refuses(transformer, lacks, $"'{input}'");
        IDataView text = _context.Transforms.CopyColumns(input, "Text").Fit(_data).Transform(_data);
        EstimatorContract.Refuses(estimator, text, $"'{input}'", "String");
        TransformerContract.Refuses(transformer, text, $"'{input}'", "String");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chain_keeps_it(string name)
    {
        ContractCase test = ContractCases.All[name];
        ITransformer chain = _context.Transforms.CopyColumns("Copy", "Label").Append(test.Create(_context)).Append(_context.Transforms.CopyColumns("Last", test.Output)).Fit(_data);
        Run(test, new Chain(), chain);
    }

    void Run(string name, ICheck check)
    {
        ContractCase test = ContractCases.All[name];
        Run(test, check, test.Create(_context).Fit(_data));
    }

    void Run(ContractCase test, ICheck check, ITransformer transformer)
    {
        DataViewType type = transformer.GetOutputSchema(_data.Schema)[test.Output].Type;
        if (((type as VectorDataViewType)?.ItemType ?? type) == NumberDataViewType.Double)
            check.Run<double>(this, test, transformer);
        else
            check.Run<float>(this, test, transformer);
    }

    interface ICheck
    {
        void Run<T>(ContractTests tests, ContractCase test, ITransformer transformer)
            where T : unmanaged;
    }

    sealed class EqualBits : ICheck
    {
        public void Run<T>(ContractTests tests, ContractCase test, ITransformer transformer)
            where T : unmanaged =>
            EstimatorContract.Check<NormTransformer, T>(tests._context, test.Create(tests._context), tests._data, test.Output);
    }

    sealed class Chain : ICheck
    {
        public void Run<T>(ContractTests tests, ContractCase test, ITransformer transformer)
            where T : unmanaged =>
            EstimatorContract.Same(
                ColumnReader.ByCursor<T>(test.Create(tests._context).Fit(tests._data).Transform(tests._data), test.Output),
                TransformerContract.Check<T>(tests._context, transformer, tests._data, "Last"));
    }

    // Half of the threads read cursors of one view, the others rows of one mapper.
    sealed class ManyThreads : ICheck
    {
        public void Run<T>(ContractTests tests, ContractCase test, ITransformer transformer)
            where T : unmanaged
        {
            IDataView data = tests._data, view = transformer.Transform(data);
            IRowToRowMapper mapper = transformer.GetRowToRowMapper(data.Schema);
            DataViewSchema.Column column = view.Schema[test.Output], mapped = mapper.OutputSchema[test.Output];
            List<T[]> expected = ColumnReader.ByCursor<T>(view, test.Output);
            int wrong = 0, read = 0;
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() =>
            {
                for (int done = 0; done < RowsPerThread; done += expected.Count)
                {
                    using DataViewRowCursor cursor = number % 2 == 0 ? view.GetRowCursor([column]) : data.GetRowCursor(mapper.GetDependencies([mapped]));
                    using DataViewRow row = number % 2 == 0 ? cursor : mapper.GetRow(cursor, [mapped]);
                    RowReader<T> reader = new(row, column);
                    while (cursor.MoveNext())
                    {
                        Interlocked.Increment(ref read);
                        if (!MemoryMarshal.AsBytes(reader.Read()).SequenceEqual(MemoryMarshal.AsBytes<T>(expected[(int)cursor.Position])))
                            Interlocked.Increment(ref wrong);
                    }
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal((0, Threads * RowsPerThread), (wrong, read));
        }
    }

    sealed class NoGarbage : ICheck
    {
        public void Run<T>(ContractTests tests, ContractCase test, ITransformer transformer)
            where T : unmanaged
        {
            // What is left by each row is left in every pass; the runtime and ML.NET's cache may allocate once.
            IDataView view = transformer.Transform(tests._data);
            Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Pass<T>(view, view.Schema[test.Output])));
        }

        static long Pass<T>(IDataView view, DataViewSchema.Column column)
            where T : unmanaged
        {
            using DataViewRowCursor cursor = view.GetRowCursor([column]);
            RowReader<T> reader = new(cursor, column);

            // The first rows make the buffers.
            while (cursor.Position < ContractRow.Count / 2)
            {
                Assert.True(cursor.MoveNext());
                reader.Read();
            }

            // The last row stays unread: a cursor cleans up at its end.
            long before = GC.GetAllocatedBytesForCurrentThread();
            int rows = 0;
            for (; cursor.Position < ContractRow.Count - 1 && cursor.MoveNext(); rows++)
                reader.Read();
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal((ContractRow.Count / 2) - 1, rows);
            return bytes;
        }
    }
}
