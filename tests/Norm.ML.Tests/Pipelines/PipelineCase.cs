using FsCheck;
using FsCheck.Fluent;
using Draw = FsCheck.Fluent.Gen;

namespace Norm.ML.Tests.Pipelines;

/// <summary>A column of the data.</summary>
/// <param name="Item">An index into <see cref="PipelineData.Items"/>.</param>
/// <param name="Size">0 for a single value, -1 for vectors of any size, else the size of the vectors.</param>
/// <param name="Pattern">An index into <see cref="PipelineData.Patterns"/>.</param>
/// <param name="Form">Which rows are sparse: 0 none, 1 all, 2 some.</param>
/// <param name="Named">Whether slots have names.</param>
/// <param name="Shaped">Whether vectors have two dimensions, where their size has a divisor.</param>
/// <param name="Hides">Whether another column of its name lies before it, hidden.</param>
internal sealed record PipelineColumn(int Item, int Size, int Pattern, int Form, bool Named, bool Shaped, bool Hides);

/// <summary>A step. What it is made on is chosen from the columns that there are at its place and that it takes.</summary>
/// <param name="Kind">An index into <see cref="PipelineSteps.All"/>.</param>
/// <param name="Column">Which of the columns that it takes.</param>
/// <param name="InPlace">Whether the result takes the column's name.</param>
/// <param name="Seed">For its options.</param>
internal sealed record PipelineStep(int Kind, int Column, bool InPlace, int Seed);

/// <summary>Random data and a random pipeline, as a few small numbers, so that a failure shrinks to a small one.</summary>
internal sealed record PipelineCase(PipelineColumn[] Columns, PipelineStep[] Steps, int Rows, int BlockRows, int Seed)
{
    public override string ToString() =>
        $"new({List(Columns)}, {List(Steps)}, Rows: {Rows}, BlockRows: {BlockRows}, Seed: {Seed})";

    /// <summary>Random cases, more of what is common than of what is odd.</summary>
    public static Gen<PipelineCase> Random { get; } =
        from columns in Several(Column(), 1, 4)
        from steps in Several(Step(), 1, 6)
        from rows in Draw.Frequency((1, Draw.Choose(2, 4)), (6, Draw.Choose(5, 40)),
            (1, Draw.Choose(500, 1100)))
        from block in Draw.Choose(1, 64)
        from seed in Draw.Choose(0, 99_999)
        select new PipelineCase(columns, steps, rows, block, seed);

    /// <summary>The same with fewer steps, columns and rows, and with plainer ones.</summary>
    public static IEnumerable<PipelineCase> Smaller(PipelineCase of)
    {
        for (int i = 0; i < of.Steps.Length && of.Steps.Length > 1; i++)
        {
            yield return of with { Steps = [.. of.Steps[..i], .. of.Steps[(i + 1)..]] };
        }

        for (int i = of.Columns.Length - 1; i >= 0 && of.Columns.Length > 1; i--)
        {
            yield return of with { Columns = [.. of.Columns[..i], .. of.Columns[(i + 1)..]] };
        }

        foreach (int rows in (int[])[2, of.Rows / 2, of.Rows - 1])
        {
            if (rows >= 2 && rows < of.Rows)
            {
                yield return of with { Rows = rows };
            }
        }

        for (int i = 0; i < of.Columns.Length; i++)
        {
            PipelineColumn column = of.Columns[i];
            foreach (PipelineColumn plainer in (PipelineColumn[])
            [
                column with { Hides = false }, column with { Named = false }, column with { Shaped = false }, column with { Form = 0 },
                column with { Pattern = 0 }, column with { Size = Math.Min(column.Size, 2) }, column with { Size = column.Size / 2 },
                column with { Item = 0 },
            ])
            {
                if (plainer != column)
                {
                    yield return of with { Columns = [.. of.Columns[..i], plainer, .. of.Columns[(i + 1)..]] };
                }
            }
        }
    }

    private static string List<T>(T[] items) => $"[{string.Join(", ", items.Select(item => $"new({item})"))}]";

    private static Gen<PipelineColumn> Column() =>
        from item in Draw.Frequency((6, Draw.Constant(0)), (4, Draw.Constant(1)),
            (4, Draw.Choose(2, PipelineData.Items.Count - 1)))
        from size in Draw.Frequency((2, Draw.Constant(0)), (1, Draw.Constant(-1)),
            (4, Draw.Constant(12)), (6, Draw.Choose(1, 40)), (1, Draw.Choose(41, 300)))
        from pattern in Draw.Frequency((2, Draw.Constant(0)),
            (5, Draw.Choose(0, PipelineData.Patterns.Count - 1)))
        from form in Draw.Choose(0, 2)
        from flags in Draw.Choose(0, 31)
        select new PipelineColumn(item, size, pattern, form, (flags & 1) == 1, (flags & 6) == 6, (flags & 24) == 24);

    private static Gen<PipelineStep> Step() =>
        from kind in Draw.Choose(0, PipelineSteps.All.Count - 1)
        from column in Draw.Choose(0, 9)
        from place in Draw.Choose(0, 2)
        from seed in Draw.Choose(0, 9999)
        select new PipelineStep(kind, column, place == 0, seed);

    private static Gen<T[]> Several<T>(Gen<T> item, int least, int most) =>
        Draw.Choose(least, most).SelectMany(count => item.ArrayOf(count));
}
