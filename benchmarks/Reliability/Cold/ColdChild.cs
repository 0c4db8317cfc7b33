using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Reliability.Cold;

/// <summary>What a fresh process does once and measures: a line for each step, with milliseconds of the processor, which a
/// busy machine hardly changes, and the methods that were compiled.</summary>
internal static class ColdChild
{
    /// <summary>A size of each class of kernels.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [8, 64, 100, 768];

    public static Command ToCommand()
    {
        var what = new Argument<string>("what");
        var argument = new Argument<string>("argument");
        var command = new Command("cold-child", "What 'cold' starts.") { what, argument };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Time("measuring", () => { });
            string text = parsed.GetValue(argument)!;
            switch (parsed.GetValue(what))
            {
                case "call":
                    Calls(text.Split(','));
                    break;
                case "fit":
                    Fit();
                    break;
                default:
                    Memory(long.Parse(text, CultureInfo.InvariantCulture));
                    break;
            }
        });
        return command;
    }

    // Each of "LayerNorm:768", in their order; and the first again, for what a call takes that compiles nothing.
    private static void Calls(string[] calls)
    {
        foreach (string call in calls.Append(calls[0]))
        {
            string[] parts = call.Split(':');
            int size = int.Parse(parts[1], CultureInfo.InvariantCulture);
            float[] x = new float[size], y = new float[size], gamma = new float[size], beta = new float[size];
            for (int i = 0; i < size; i++)
            {
                (x[i], gamma[i]) = (i % 7, 1);
            }

            Time(call, () => Call(parts[0], x, gamma, beta, y));
        }
    }

    private static void Call(string norm, float[] x, float[] gamma, float[] beta, float[] y)
    {
        switch (norm)
        {
            case "LayerNorm":
                LayerNorm.Normalize<float>(x, x.Length, gamma, beta, y);
                break;
            case "RmsNorm":
                RmsNorm.Normalize<float>(x, x.Length, gamma, y);
                break;
            default:
                UnitNorm.Normalize<float>(x, x.Length, y);
                break;
        }
    }

    private static void Fit()
    {
        float[][] rows = [.. Enumerable.Range(0, 1000).Select(row => Enumerable.Range(0, 10).Select(i => (float)((row * 7 % 31) + i)).ToArray())];
        MLContext? ml = null;
        IDataView? data = null;
        ITransformer? model = null;
        Time("context and data", () =>
        {
            ml = new MLContext(seed: 1);
            data = ml.Data.LoadFromEnumerable(rows.Select(row => new Example { Features = row }).ToList());
        });
        Time("fit", () => model = ml!.Transforms.BatchNorm("Features").Fit(data!));
        Time("fit again", () => model = ml!.Transforms.BatchNorm("Features").Fit(data!));
        using var file = new MemoryStream();
        ml!.Model.Save(model!, data!.Schema, file);
        file.Position = 0;
        DataViewSchema? schema = null;
        Time("load", () => model = ml.Model.LoadChecked(file, out schema));
        SpanNormalizer<float>? spans = null;
        Time("span normalizer", () => spans = model!.CreateSpanNormalizer<float>(schema!));
        float[] y = new float[10];
        Time("row", () => spans!.Normalize(rows[0], y));
        Time("row again", () => spans!.Normalize(rows[0], y));
    }

    // Calls for rows of several sizes, by every norm; memory ten times on the way.
    private static void Memory(long calls)
    {
        int[] sizes = [8, 100, 768];
        float[][] x = Array.ConvertAll(sizes, size => Enumerable.Range(0, size).Select(i => (float)(i % 7)).ToArray()),
            y = Array.ConvertAll(sizes, size => new float[size]), gamma = Array.ConvertAll(sizes, size => Enumerable.Repeat(1f, size).ToArray()),
            beta = Array.ConvertAll(sizes, size => new float[size]);
        string[] norms = ["LayerNorm", "RmsNorm", "UnitNorm"];
        long step = calls / 10;
        for (long call = 0; call <= calls; call++)
        {
            if (call % step == 0)
            {
                using var process = Process.GetCurrentProcess();
                Console.WriteLine($"{call} {process.WorkingSet64} {GC.GetTotalMemory(false)} {GC.GetTotalAllocatedBytes()}");
            }

            int size = (int)(call / 3 % 20) switch { < 15 => 0, < 19 => 1, _ => 2 };
            Call(norms[call % 3], x[size], gamma[size], beta[size], y[size]);
        }
    }

    private static void Time(string name, Action action)
    {
        long methods = JitInfo.GetCompiledMethodCount(currentThread: false);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        double time = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        methods = JitInfo.GetCompiledMethodCount(currentThread: false) - methods;
        Console.WriteLine($"{name.Replace(' ', '-')} {time:F3} {methods}");
    }

    private sealed class Example
    {
        [VectorType(10)]
        public float[] Features { get; set; } = [];
    }
}
