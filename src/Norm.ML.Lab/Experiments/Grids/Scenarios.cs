namespace Norm.ML.Lab.Experiments.Grids;

/// <summary>Small data that shows one thing each.</summary>
internal static class Scenarios
{
    private static readonly string[] Features = ["height", "weight", "age", "income", "steps"];

    public static IReadOnlyList<Grid> All { get; } =
    [
        Table("plain", "Plain", "Five features that are alike in scale. Every norm does something sensible: compare what each keeps.", Features,
        [
            [6.1, 3.9, 5.2, 4.4, 7.0],
            [4.8, 5.1, 6.6, 2.9, 5.3],
            [5.5, 2.7, 4.1, 5.8, 6.2],
            [7.2, 4.6, 3.5, 3.7, 4.9],
            [3.9, 6.3, 5.9, 4.1, 8.1],
            [5.0, 4.2, 7.3, 6.5, 5.7],
        ]),
        Table("huge", "One huge feature",
            "Income is 10,000 times as large as the rest. LayerNorm and RMSNorm measure a row with one ruler, so income fills it and the others "
                + "become equal; " +
            "BatchNorm has a ruler per feature and puts them on one scale.", Features,
        [
            [6.1, 3.9, 5.2, 44000, 7.0],
            [4.8, 5.1, 6.6, 29000, 5.3],
            [5.5, 2.7, 4.1, 58000, 6.2],
            [7.2, 4.6, 3.5, 37000, 4.9],
            [3.9, 6.3, 5.9, 41000, 8.1],
            [5.0, 4.2, 7.3, 65000, 5.7],
        ]),
        Table("outlier", "One outlier example",
            "The fourth example is fifty times too large. BatchNorm measures it together with the others, which all become nearly equal; " +
            "LayerNorm and RMSNorm measure each row alone, and no other row notices.", Features,
        [
            [6.1, 3.9, 5.2, 4.4, 7.0],
            [4.8, 5.1, 6.6, 2.9, 5.3],
            [5.5, 2.7, 4.1, 5.8, 6.2],
            [360, 230, 175, 185, 245],
            [3.9, 6.3, 5.9, 4.1, 8.1],
            [5.0, 4.2, 7.3, 6.5, 5.7],
        ]),
        Table("copies", "Three vectors, one pattern",
            "1, 2, 3 is low, middle, high. The second vector is the first shifted by 100, the third is ten times as large. LayerNorm gives all three "
                + "the same result: level and size of a row are gone, and the pattern is left. RMSNorm removes the size alone. "
                + "BatchNorm keeps which row is higher and which is larger.",
            ["low", "middle", "high"],
        [
            [1, 2, 3],
            [101, 102, 103],
            [10, 20, 30],
        ]) with { RowNames = ["the vector", "shifted by 100", "times ten"] },
        Table("ruler", "Two vectors, two rulers",
            "A has mean 10 and deviation 1.63, B has mean 100 and deviation 16.33. The deviation is the local unit: 12 lies 1.22 units above the "
                + "centre of A, and 120 lies 1.22 units above the centre of B. They are not the same number, and they play the same role.",
            ["low", "middle", "high"],
        [
            [8, 10, 12],
            [80, 100, 120],
        ]) with { RowNames = ["A", "B"] },
        Table("features", "Three by three",
            "Feature 1 lies around 2, feature 2 around 0.5, feature 3 around -1. BatchNorm goes down each column: the means 2.07, 0.53 and -1.07 "
                + "become 0. LayerNorm goes along each row.", ["feature 1", "feature 2", "feature 3"],
        [
            [2.1, 0.5, -1.2],
            [1.8, 0.7, -0.9],
            [2.3, 0.4, -1.1],
        ]),
        Table("epochs", "A layer's input by epoch",
            "The same four inputs of layer 3 in three epochs. The layers before it have changed: mean 0 and spread 1 become mean 0.5 and spread 2, "
                + "then mean 1.2 and spread 3.5. Normalized row by row, layer 3 sees the same thing in every epoch.", ["a", "b", "c", "d"],
        [
            [-1.4, -0.2, 0.2, 1.4],
            [-2.3, 0.1, 0.9, 3.3],
            [-3.7, 0.5, 1.9, 6.1],
        ]) with { RowNames = ["epoch 1", "epoch 2", "epoch 3"] },
        Table("constant", "Near-constant rows",
            "Rows that hardly vary. LayerNorm blows a tiny difference up to a spread of 1 where it is well above sqrt(epsilon), and gives 0 for "
                + "what is constant; " +
            "in float, 5 +- 1e-8 is constant. Move epsilon and change the element type.", ["a", "b", "c", "d"],
        [
            [5.1, 4.9, 5.1, 4.9],
            [5.001, 4.999, 5.001, 4.999],
            [5 + 1e-8, 5 - 1e-8, 5 + 1e-8, 5 - 1e-8],
            [5, 5, 5, 5],
            [1000.001, 999.999, 1000.001, 999.999],
        ]),
        Sequences(),
        Table("tiny", "Tiny batch",
            "Two examples. BatchNorm has two values per ruler, so every result is +1 or -1: who is larger is all that is left. LayerNorm does not "
                + "notice.", Features,
        [
            [6.1, 3.9, 5.2, 4.4, 7.0],
            [4.8, 5.1, 6.6, 2.9, 5.3],
        ]),
        Table("one", "A batch of one",
            "One example. BatchNorm cannot train on it: a single value per feature has no spread, and the library says so. Norms that measure a "
                + "row work as ever.", Features,
        [
            [6.1, 3.9, 5.2, 4.4, 7.0],
        ]),
        Images(),
    ];

    /// <summary>One of them.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static Grid Named(string id) => All.FirstOrDefault(grid => grid.Id == id)
        ?? throw new ArgumentException($"There is no scenario '{id}'; there are {string.Join(", ", All.Select(grid => grid.Id))}.");

    private static Grid Table(string id, string title, string story, string[] columns, double[][] rows) => new()
    {
        Id = id,
        Title = title,
        Story = story,
        Shape = new GridShape(rows.Length, columns.Length),
        RowNames = [.. Enumerable.Range(1, rows.Length).Select(i => $"example {i}")],
        ColumnNames = columns,
        Values = [.. rows.SelectMany(row => row)],
    };

    private static Grid Sequences()
    {
        const int Length = 4;
        double[][][] sequences =
        [
            [[2.1, 7.5, 4.0], [3.2, 6.9, 4.8], [2.7, 8.1, 5.1], [3.9, 7.2, 4.4]],
            [[3.0, 7.8, 4.6], [2.4, 6.6, 5.3]],
            [[3.5, 7.1, 4.2], [2.2, 8.4, 4.9], [2.9, 7.4, 5.6]],
        ];
        return new Grid
        {
            Id = "padding",
            Title = "Sequences with padding",
            Story = "Three sequences of 4, 2 and 3 positions, filled up with zeros. LayerNorm measures each position alone. BatchNorm's rulers run "
                + "over the padding too, " +
                "which drags every mean towards 0, unless it is left out.",
            Shape = new GridShape(sequences.Length, 3, Length, NormLayout.ChannelsLast),
            RowNames = [.. from s in Enumerable.Range(1, sequences.Length) from p in Enumerable.Range(1,
                Length) select $"sequence {s}, position {p}"],
            ColumnNames = ["a", "b", "c"],
            Values = [.. sequences.SelectMany(sequence => Enumerable.Range(0, Length)
                .SelectMany(p => p < sequence.Length ? sequence[p] : [0, 0, 0]))],
            Padding = [.. sequences.SelectMany(sequence => Enumerable.Range(0, Length).Select(p => p >= sequence.Length))],
        };
    }

    private static Grid Images()
    {
        string[] channels = ["red", "green", "blue", "infrared"];
        double[][] picture =
        [
            [0.9, 0.7, 0.2, 0.8, 0.6, 0.3, 0.5, 0.4, 0.1],
            [0.3, 0.4, 0.6, 0.2, 0.5, 0.8, 0.1, 0.7, 0.9],
            [0.5, 0.5, 0.4, 0.6, 0.5, 0.4, 0.5, 0.6, 0.5],
            [40, 55, 62, 38, 50, 71, 45, 58, 66],
        ];
        return new Grid
        {
            Id = "image",
            Title = "Images with channels",
            Story = "Two pictures of 3 by 3 positions and four channels; the second is the first with each number halved and 0.2 added. "
                + "InstanceNorm measures each channel of each picture, so both give the same: contrast and brightness are gone. "
                + "LayerNorm has one ruler for a picture, and GroupNorm with two groups one for blue and infrared: infrared fills both.",
            Shape = new GridShape(2, channels.Length, 9),
            RowNames = [.. from p in Enumerable.Range(1, 2) from channel in channels select $"picture {p}, {channel}"],
            ColumnNames = [.. Enumerable.Range(0, 9).Select(i => $"{i / 3 + 1},{i % 3 + 1}")],
            Values = [.. picture.SelectMany(channel => channel),
                .. picture.SelectMany(channel => channel.Select(value => Math.Round(0.5 * value + 0.2, 3)))],
        };
    }
}
