using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Norm.ML.Kernels.Tests.Cases;
using Norm.ML.Onnx.Tests.Running;
using Norm.ML.Tests.Onnx;

namespace Norm.ML.Onnx.Tests.Writing;

/// <summary>
/// What is lost in operators that compute in float, by ONNX Runtime's: no more than their arithmetic has to lose. docs/onnx.md shows it; it is
/// written anew with <c>NORM_ML_WRITE_ONNX</c> set to 1.
/// </summary>
public class OperatorAccuracyTests
{
    private const int Size = 64, Count = 200;
    private const string Begin = "<!-- measured by OperatorAccuracyTests -->\n", End = "<!-- end of table -->";

    // What the rows are, their mean, and their spread.
    private static readonly (string Name, double Mean, double Spread)[] Sets =
    [
        ("mean 0, spread 1", 0, 1), ("mean 100, spread 1", 1e2, 1), ("mean 1e4, spread 1", 1e4, 1), ("mean 1e6, spread 1", 1e6, 1),
            ("mean 0, spread 1e-30", 0, 1e-30), ("mean 0, spread 1e30", 0, 1e30),
    ];

    // The operators, with the opset that brought each, and the last column: primitive operators in double.
    private static readonly (string Name, int Opset, bool Strict)[] Columns =
    [
        ("LayerNormalization", 17, false), ("InstanceNormalization", 17, false), ("BatchNormalization", 17, false),
            ("GroupNormalization", 18, false), ("GroupNormalization", 21, false),
        ("RMSNormalization", 23, false), ("LpNormalization", 17, false), ("any norm, strict", 23, true),
    ];

    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Operators_lose_what_their_arithmetic_has_to_and_strict_files_nothing()
    {
        foreach ((string name, double mean, double spread) in Sets)
        {
            IDataView data = Rows(mean, spread);
            foreach ((string operation, int opset, bool strict) in Columns)
            {
                double units = Measure(data, operation, opset, strict), ratio = mean / spread;
                double allowed = strict ? 1 : operation switch
                {
                    // Squares leave the range of a float.
                    "RMSNormalization" or "LpNormalization" => spread is 1 ? 4 : double.PositiveInfinity,
                    "LayerNormalization" or "InstanceNormalization" when spread > 1 => double.PositiveInfinity,
                    // Sums in double, the variance as a difference of squares.
                    "GroupNormalization" => 2 + (8 * ratio * ratio * Math.Pow(2, -29)),
                    // The mean, or the shift that holds it, is rounded to a float.
                    _ => 4 + (8 * ratio),
                };
                Assert.True(units <= allowed, $"{operation} of opset {opset}, {name}: {units:G3} units, {allowed:G3} are allowed.");
            }
        }
    }

    [Fact]
    public void The_document_shows_the_measured_table()
    {
        string path = Repository.Path("docs/onnx.md"), document = File.ReadAllText(path).ReplaceLineEndings("\n"), table = Table();
        int begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = document.IndexOf(End, begin, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("NORM_ML_WRITE_ONNX") == "1")
        {
            File.WriteAllText(path, document[..begin] + table + document[end..]);
            return;
        }

        // A runtime's numbers depend on the processor; of what loses nothing, and of the names, they do not.
        string[][] shown = Cells(document[begin..end]), measured = Cells(table);
        Assert.Equal(measured.Select(row => row[0]), shown.Select(row => row[0]));
        Assert.Equal(measured[0], shown[0]);
        foreach ((string[] first, string[] second) in shown.Zip(measured).Skip(2))
        {
            foreach ((string cell, string now) in first.Zip(second).Skip(1))
            {
                Assert.True(Math.Abs(Math.Log10(Number(cell)) - Math.Log10(Number(now))) <= 1,
                    $"{first[0]}: docs/onnx.md says {cell}, {now} is measured; write it anew with NORM_ML_WRITE_ONNX=1.");
            }
        }

        static double Number(string cell) => cell == "all" ? 1e7 : Math.Max(1, double.Parse(cell, CultureInfo.InvariantCulture));
    }

    private string Table()
    {
        string titles = string.Join(" | ", Columns.Select(column => column.Strict ? column.Name : $"{column.Name} {column.Opset}"));
        string text = $"| rows of {Size} | {titles} |\n| --- |{string.Concat(Columns.Select(_ => " ---: |"))}\n";
        foreach ((string name, double mean, double spread) in Sets)
        {
            IDataView data = Rows(mean, spread);
            text += $"| {name} | {string.Join(" | ", Columns.Select(column => Text(Measure(data, column.Name, column.Opset, column.Strict))))} |\n";
        }

        return text;

        // A result of zeros is off by its own size, 2^23 units.
        static string Text(double units) => units < 5e6 ? units.ToString(units < 100 ? "0.0" : "0e+0", CultureInfo.InvariantCulture) : "all";
    }

    private static string[][] Cells(string table) =>
        [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];

    // The largest difference of the runtime's result and the transformer's, in units of rounding of the largest number of a row. Of the strict
    // column, over all norms.
    private double Measure(IDataView data, string operation, int opset, bool strict)
    {
        IEstimator<ITransformer>[] norms = operation switch
        {
            "LayerNormalization" => [_context.Transforms.LayerNorm("Y", "X")],
            "InstanceNormalization" => [_context.Transforms.InstanceNorm("Y", "X", new() { Channels = 8 })],
            "BatchNormalization" => [_context.Transforms.BatchNorm("Y", "X")],
            "GroupNormalization" => [_context.Transforms.GroupNorm("Y", "X", new GroupNormOptions { Groups = 4, Channels = 16 })],
            "RMSNormalization" => [_context.Transforms.RmsNorm("Y", "X")],
            "LpNormalization" => [_context.Transforms.RmsNorm("Y", "X", new() { Epsilon = 0 })],
            _ => [_context.Transforms.LayerNorm("Y", "X"), _context.Transforms.InstanceNorm("Y", "X", new() { Channels = 8 }),
                _context.Transforms.BatchNorm("Y", "X"),
                _context.Transforms.GroupNorm("Y", "X", new GroupNormOptions { Groups = 4, Channels = 16 }), _context.Transforms.RmsNorm("Y", "X"),
                    _context.Transforms.RmsNorm("Y", "X", new() { Epsilon = 0 })],
        };
        double worst = 0;
        foreach (ITransformer norm in norms.Select(norm => norm.Fit(data)))
        {
            OnnxModel file = OnnxModel.FromTransformer(norm, data.Schema, new() { Opset = opset, Strict = strict });
            Assert.Equal(strict, !file.Operators.Contains(operation));
            using var model = new RuntimeModel(file.ToArray());
            IDataView output = norm.Transform(data);
            double[][] expected = SameNumbers.Rows(output, "Y"), actual = model.Run(data, output.Schema["Y"]);
            foreach ((double[] first, double[] second) in expected.Zip(actual))
            {
                double scale = first.Max(Math.Abs);
                double units = first.Zip(second).Max(pair =>
                    double.IsNaN(pair.Second) ? double.PositiveInfinity : Math.Abs(pair.First - pair.Second)) / (scale * Math.Pow(2, -23));
                worst = Math.Max(worst, units);
            }
        }

        return worst;
    }

    private IDataView Rows(double mean, double spread)
    {
        var random = new Random(1);
        return _context.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(_ => new Row
        {
            X = [.. Enumerable.Range(0, Size).Select(_ => (float)(mean
                + (spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))))],
        }).ToList());
    }

    private sealed class Row
    {
        [VectorType(Size)]
        public float[] X { get; set; } = [];
    }
}
