using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Norm.ML.Benchmarks.Catalogue;
using Norm.ML.Benchmarks.Reports;

namespace Norm.ML.Benchmarks.Full;

/// <summary>A column in the field's units.</summary>
internal abstract class CaseColumn(string name, string legend) : IColumn
{
    public string Id => name;
    public string ColumnName => name;
    public string Legend => legend;
    public bool AlwaysShow => true;
    public ColumnCategory Category => ColumnCategory.Custom;
    public int PriorityInCategory => 0;
    public bool IsNumeric => true;
    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => Value(summary, (BenchmarkCaseParameter)benchmarkCase.Parameters["Case"]);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    protected abstract string Value(Summary summary, BenchmarkCaseParameter of);

    /// <summary>The mean time of a call, or NaN.</summary>
    protected static double Time(Summary summary, Func<BenchmarkCaseParameter, bool> which) => summary.Reports
        .FirstOrDefault(report => which((BenchmarkCaseParameter)report.BenchmarkCase.Parameters["Case"]))?.ResultStatistics?.Mean ?? double.NaN;
}

internal sealed class ComparisonColumn() : CaseColumn("Comparison", "What is computed, and where the data lies")
{
    protected override string Value(Summary summary, BenchmarkCaseParameter of) => of.Comparison.ToString();
}

internal sealed class ContenderColumn() : CaseColumn("Contender", "Who computes it")
{
    protected override string Value(Summary summary, BenchmarkCaseParameter of) => of.Contender.Name();
}

internal sealed class RowTimeColumn() : CaseColumn("ns/row", "Nanoseconds per row or example")
{
    protected override string Value(Summary summary, BenchmarkCaseParameter of) =>
        Numbers.Short(Time(summary, other => other == of) / of.Comparison.Examples);
}

internal sealed class BandwidthColumn() : CaseColumn("GB/s", "Gigabytes read and written per second")
{
    protected override string Value(Summary summary, BenchmarkCaseParameter of) =>
        Numbers.Short(of.Comparison.BytesMoved / Time(summary, other => other == of));
}

internal sealed class LimitColumn() : CaseColumn("to limit", "Time by that of the memory copy, or of the memory read for statistics")
{
    protected override string Value(Summary summary, BenchmarkCaseParameter of) => Numbers.Short(
        Time(summary, other => other == of)
        / Time(summary, other => other.Comparison == of.Comparison && (other.Contender is Contender.Copy or Contender.Read)));
}
