using System.Globalization;
using System.Numerics.Tensors;
using Norm.ML.Benchmarks.Contenders;
using Norm.ML.Benchmarks.Reports;
using Norm.ML.Benchmarks.Timing;

namespace Norm.ML.Benchmarks.Modes;

/// <summary>The forms of the row norms beside what each is compared with: strided rows, parameters per example, other output.</summary>
internal static class FormsMode
{
    // 256 KiB of rows, as in the quick mode.
    private const int Floats = 1 << 16;

    private static readonly (int Heads, int Size)[] Strided = [(1, 64), (8, 64), (32, 64), (4, 128), (1, 256), (4, 256), (8, 256), (1, 768)];
    private static readonly int[] Sizes = [64, 256, 768, 4096];

    public static int Run(int processor, string folder)
    {
        Pinning.Pin(processor);
        var table = new MarkdownTable("form", "beside", "rows", "ns per row", "ns beside", "ratio", "quartiles", "goal", "");
        foreach ((int heads, int size) in Strided)
        {
            AddStrided(table, heads, size);
        }

        foreach (int size in Sizes)
        {
            AddOthers(table, size);
        }

        string facts = string.Join("\n", RunFacts.Now(
            $"Paired rounds on processor {processor}, {Measuring.InCache.Rounds} of {Measuring.InCache.SampleNanoseconds / 1000} us samples; 256 KiB "
            + "of rows; thread time; one thread each").Lines().Select(line => "- " + line));
        const string Head = "# Forms of the row norms\n\nMade by "
            + "`dotnet run -c Release --project benchmarks/Norm.ML.Benchmarks -- forms`. A ratio is that of median times.";
        string text = $"{Head}\n\n{facts}\n\n{table}";
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "forms.md"), text);
        Console.WriteLine(text);
        return 0;
    }

    // Queries of a fused array of queries, keys and values.
    private static void AddStrided(MarkdownTable table, int heads, int size)
    {
        int groups = Floats / (heads * size), floats = groups * heads * size;
        Row row = new(size), dense = new(floats), fused = new(3 * floats);
        var rows = new StridedRows(groups, heads, size, 3 * heads * size, 0);
        string what = $"{groups} groups of {heads} x {size}";
        Add(table, "LayerNorm, strided in place", "dense in place", what, groups * heads, 1.05,
            () => LayerNorm.NormalizeStrided<float>(fused.Values.Span, rows, row.Gamma, row.Beta),
            () => LayerNorm.Normalize<float>(dense.Values.Span, size, row.Gamma, row.Beta, dense.Values.Span));
        Add(table, "RMSNorm, strided in place", "dense in place", what, groups * heads, 1.05,
            () => RmsNorm.NormalizeStrided<float>(fused.Values.Span, rows, row.Gamma),
            () => RmsNorm.Normalize<float>(dense.Values.Span, size, row.Gamma, dense.Values.Span));
        Add(table, "UnitNorm, strided in place", "dense in place", what, groups * heads, 1.05,
            () => UnitNorm.NormalizeStrided<float>(fused.Values.Span, rows),
            () => UnitNorm.Normalize<float>(dense.Values.Span, size, dense.Values.Span));
    }

    private static void AddOthers(MarkdownTable table, int size)
    {
        int count = Floats / size, floats = count * size;
        Row row = new(size), x = new(floats), perRow = new(floats), shared = new(16 * size);
        ArrayFloats y = new(floats, 24);
        string what = $"{count} x {size}";
        void Beside(string form, string beside, double goal, Action one, Action other) => Add(table, form, beside, what, count, goal, one, other);

        Beside("UnitNorm", "RMSNorm", 1, () => UnitNorm.Normalize<float>(x.Values.Span, size, y.Span),
            () => RmsNorm.Normalize<float>(x.Values.Span, size, row.Gamma, y.Span));
        Action layer = () => LayerNorm.Normalize<float>(x.Values.Span, size, row.Gamma, row.Beta, y.Span);
        Beside("LayerNorm, parameters per example of one row", "shared", 1.3, () => LayerNorm.NormalizePerExample<float>(
            x.Values.Span, size, 1, perRow.Values.Span, perRow.Values.Span, size, y.Span), layer);
        if (count % 16 == 0 && count > 64)
        {
            Beside("LayerNorm, parameters per example of many rows", "shared", 1.3, () => LayerNorm.NormalizePerExample<float>(
                x.Values.Span, size, count / 16, shared.Values.Span, shared.Values.Span, size, y.Span), layer);
        }

        Beside("LayerNorm, then added", "norm, then TensorPrimitives.Add", 1,
            () => LayerNorm.NormalizeThenAdd<float>(perRow.Values.Span, x.Values.Span, size, row.Gamma, row.Beta, y.Span, 1), () =>
            {
                layer();
                TensorPrimitives.Add(y.Span, perRow.Values.Span, y.Span);
            });
        sbyte[] bytes = new sbyte[floats];
        float[] scales = new float[count], quotients = new float[size];
        int[] sums = new int[count];
        Beside("LayerNorm, quantised", "norm, then TensorPrimitives", 1 / 1.5,
            () => LayerNorm.NormalizeQuantized(x.Values.Span, size, row.Gamma, row.Beta, bytes, scales, sums), () =>
            {
                layer();
                for (int i = 0; i < count; i++)
                {
                    ReadOnlySpan<float> of = y.Span.Slice(i * size, size);
                    Span<sbyte> to = bytes.AsSpan(i * size, size);
                    scales[i] = Math.Abs(TensorPrimitives.MaxMagnitude(of)) / 127;
                    TensorPrimitives.Divide(of, scales[i], quotients);
                    TensorPrimitives.Round(quotients, quotients);
                    TensorPrimitives.ConvertTruncating<float, sbyte>(quotients, to);
                    int sum = 0;
                    foreach (sbyte value in to)
                    {
                        sum += value;
                    }

                    sums[i] = sum;
                }
            });
        Beside("LayerNorm, exact", "strict", 2,
            () => LayerNorm.Normalize<float>(x.Values.Span, size, row.Gamma, row.Beta, y.Span, precision: NormPrecision.Exact), layer);
        Beside("RMSNorm, exact", "strict", 2,
            () => RmsNorm.Normalize<float>(x.Values.Span, size, row.Gamma, y.Span, precision: NormPrecision.Exact),
            () => RmsNorm.Normalize<float>(x.Values.Span, size, row.Gamma, y.Span));
        Beside("UnitNorm, exact", "strict", 2, () => UnitNorm.Normalize<float>(x.Values.Span, size, y.Span, precision: NormPrecision.Exact),
            () => UnitNorm.Normalize<float>(x.Values.Span, size, y.Span));
    }

    private static void Add(MarkdownTable table, string form, string beside, string rows, int count, double goal, Action one, Action other)
    {
        IReadOnlyList<Samples> samples = Measuring.InCache.Run([one, other]);
        Ratio ratio = Ratio.Of(samples[0], samples[1]);
        string Show(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
        string Nanoseconds(Samples one) => (one.Median / count).ToString("0.0", CultureInfo.InvariantCulture);
        table.Add(form, beside, rows, Nanoseconds(samples[0]), Nanoseconds(samples[1]), Show(ratio.Value), $"{Show(ratio.Low)} to {Show(ratio.High)}",
            $"at most {Show(goal)}", Math.Round(ratio.Value, 2) <= Math.Round(goal, 2) ? "met" : "missed");
    }

    /// <summary>Random floats in an array as users have it, and ones and tenths for a gamma and a beta of as many.</summary>
    private sealed class Row
    {
        public Row(int count)
        {
            Values = new ArrayFloats(count, 8);
            var random = new Random(1);
            foreach (ref float value in Values.Span)
            {
                value = (float)(random.NextDouble() + random.NextDouble() - 1);
            }

            Gamma = [.. Enumerable.Range(0, count).Select(i => 1 + i % 7 * 0.01f)];
            Beta = [.. Enumerable.Range(0, count).Select(i => i % 5 * 0.1f)];
        }

        public ArrayFloats Values { get; }

        public float[] Gamma { get; }

        public float[] Beta { get; }
    }
}
