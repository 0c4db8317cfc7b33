using System.Collections.Immutable;

namespace Norm.ML.Internals.Partitions;

/// <summary>
/// The rules of adding. Rows have numbers, and numbers decide: what was counted before is not counted again, what comes early waits. Rows that were
/// counted before are compared by checksums; others than those, and rows that are too old to compare, are refused, and nothing of the call is taken.
/// </summary>
internal static class AddRules
{
    public static (PartitionModel Model, AddAnswer Answer) Add(PartitionModel model, Addition call, LiveStatisticsOptions options)
    {
        LiveColumns columns = model.Columns!;
        if (call.Violation(columns) is { } violation)
        {
            return Refuse(LiveProblem.NotFinite, violation);
        }

        if (call.Count == 0)
        {
            return (model, Answer(model, model, 0));
        }

        long counted = Math.Min(call.End, model.Position);
        if (call.First < counted)
        {
            if (call.Moments is not null && counted < call.End)
            {
                return Refuse(LiveProblem.PartlyCounted,
                    $"The moments are of rows {call.First} to {call.End - 1}, of which rows {call.First} to {counted - 1} were counted before. "
                        + $"Moments cannot be divided; send rows, or moments of rows from {model.Position} on.");
            }

            (bool any, long? other) = model.Checks.Compare(call.First, counted, call.Checks(columns.Count, options.RememberedRows), call.End);
            if (other is { } row)
            {
                return Refuse(LiveProblem.OtherRows,
                    $"Row {row}, or one of the {RowChecks.Block - 1} that follow it, was counted before with other values, or the rows came as "
                        + $"moments then and as rows now. A retry has to hold the same; rows that follow begin with {model.Position}.");
            }

            if (!any)
            {
                return Refuse(LiveProblem.Past,
                    $"Row {call.First} is from the past: it was counted before, and it is too long ago to tell these rows from others. "
                        + $"Go on with row {model.Position}.");
            }
        }
        if (call.End <= model.Position)
        {
            return (model, Answer(model, model, call.Count));
        }

        long first = Math.Max(call.First, model.Position);
        Addition rest = call.Slice(first, call.End, columns.Count);
        if (first > model.Position && call.End - model.Position > options.MaximumRowsAhead)
        {
            return Refuse(LiveProblem.TooFarAhead,
                $"Rows {call.First} to {call.End - 1} come too early: rows {model.Position} to {FirstWaiting(model, call.First) - 1} are missing, "
                    + $"and at most {options.MaximumRowsAhead} rows beyond them can wait.");
        }

        (PartitionModel? next, string? clash) = Insert(model, rest, columns.Count, options);
        if (next is null)
        {
            return Refuse(LiveProblem.OtherRows, clash!);
        }

        next = next.CountReady(options);
        return (next, Answer(model, next, call.Count));

        (PartitionModel, AddAnswer) Refuse(LiveProblem problem, string message) => (model, AddAnswer.Refuse(problem, message));
    }

    /// <summary>Puts rows between those that wait. Of rows that wait already, those stay that came first; moments take the place of rows that
    /// wait.</summary>
    private static (PartitionModel? Model, string? Clash) Insert(PartitionModel model, Addition call, int channels, LiveStatisticsOptions options)
    {
        var waiting = ImmutableList.CreateBuilder<Addition>();
        long next = call.First; // of the call, what is not dealt with yet
        foreach (Addition other in model.Waiting)
        {
            (long from, long to) = (Math.Max(other.First, call.First), Math.Min(other.End, call.End));
            if (from >= to)
            {
                waiting.Add(other);
                continue;
            }
            if (call.Moments is not null)
            {
                if (other.Moments is not null)
                {
                    if ((other.First, other.End) != (call.First, call.End) || !other.Moments.Equals(call.Moments))
                    {
                        return (null, $"The moments of rows {call.First} to {call.End - 1} are others than those of rows {other.First} to "
                            + $"{other.End - 1} that came before and wait.");
                    }

                    return (model, null);
                }
                if (other.First < from)
                {
                    waiting.Add(other.Slice(other.First, from, channels));
                }

                if (to < other.End)
                {
                    waiting.Add(other.Slice(to, other.End, channels));
                }

                continue;
            }
            if (other.Moments is null
                && !other.Slice(from, to, channels).Checks(channels, options.RememberedRows).AsSpan()
                .SequenceEqual(call.Slice(from, to, channels).Checks(channels, options.RememberedRows)))
            {
                return (null, $"Among rows {from} to {to - 1} are others than those that came before and wait.");
            }

            if (next < from)
            {
                waiting.Add(call.Slice(next, from, channels));
            }

            waiting.Add(other);
            next = to;
        }
        if (next < call.End)
        {
            waiting.Add(call.Slice(next, call.End, channels));
        }

        return (model with { Waiting = [.. waiting.OrderBy(addition => addition.First)] }, null);
    }

    private static long FirstWaiting(PartitionModel model, long otherwise) =>
        model.Waiting is [Addition first, ..] ? Math.Min(first.First, otherwise) : otherwise;

    // What of the call is neither newly counted nor newly waiting was there before.
    private static AddAnswer Answer(PartitionModel before, PartitionModel after, long rows)
    {
        long counted = after.Position - before.Position, waiting = after.WaitingRows;
        long added = counted + waiting - before.WaitingRows;
        return new(LiveProblem.None, "", after.Position, counted, rows - added, waiting);
    }
}
