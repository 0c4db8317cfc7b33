using System.Diagnostics;

namespace Norm.ML.Truth;

/// <summary>Compares implementations with the truth on data of every kind and size.</summary>
internal static class Run
{
    private static readonly int[] Sizes = [1, 2, 3, 4, 5, 7, 8, 12, 16, 17, 31, 32, 50, 64, 100, 128, 200, 256, 300, 512, 768, 1000, 1024, 2048, 4096,
        16384, 65536];

    /// <summary>Until so many outputs of each norm were compared; 1 if an output of exact differs.</summary>
    public static int Compare(string[] contenders, long outputs, int seed, bool errors, int threads)
    {
        var watch = Stopwatch.StartNew();
        bool differs = false;
        Console.WriteLine("| norm | implementation | outputs | the nearest float | that differ | largest error, units |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: |");
        foreach (NormName norm in Enum.GetValues<NormName>())
        {
            foreach (string contender in contenders)
            {
                Score total = Score(contender, norm, outputs, seed, errors, threads);
                if (total.Outputs == 0)
                {
                    continue;
                }

                string worst = !errors ? "not measured" : double.IsInfinity(total.Worst) ? "∞" : FormattableString.Invariant($"{total.Worst:G3}");
                Console.WriteLine(FormattableString.Invariant(
                    $"| {norm} | {contender} | {total.Outputs} | {100 * total.Share:F4} % | {total.Outputs - total.Nearest} | {worst} |"));
                if (contender == "exact" && total.First is not null)
                {
                    Console.WriteLine($"First: {total.First}");
                    differs = true;
                }
            }
        }

        Console.WriteLine(FormattableString.Invariant($"{watch.Elapsed.TotalMinutes:F1} minutes, seed {seed}"));
        return differs ? 1 : 0;
    }

    private static Score Score(string contender, NormName norm, long outputs, int seed, bool errors, int threads)
    {
        var total = new Score();
        int next = 0;
        void Work()
        {
            while (true)
            {
                int own;
                lock (total)
                {
                    if (total.Outputs >= outputs)
                    {
                        return;
                    }

                    own = next++;
                }

                int size = Math.Max(Sizes[own % Sizes.Length], norm is NormName.BatchNorm or NormName.InstanceNorm ? 2 : 1);
                Problem p = Data.Make(norm, size, Math.Max(1, 20000 / size), seed + own);
                float[]? y;
                lock (Data.Patterns) // ONNX Runtime's sessions are kept
                {
                    y = Contenders.Run(contender, p);
                }

                if (y is null)
                {
                    return;
                }

                var score = Truth.Score.Of(p, y, errors);
                lock (total)
                {
                    total.Add(score);
                }
            }
        }

        Task.WaitAll([.. Enumerable.Range(0, threads).Select(_ => Task.Run(Work))]);
        return total;
    }
}
