using Orleans.Runtime.Messaging;

namespace Norm.ML.Internals;

/// <summary>Calls to grains: sent again while silos come and go, and one clear error at the end.</summary>
internal static class LiveCalls
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(1);

    /// <param name="call">The call; it may be sent several times.</param>
    /// <param name="problem">What the answer says is wrong; None if nothing.</param>
    /// <param name="name">What messages call the thing that is called.</param>
    /// <param name="retryFor">For how long it is sent again when no silo answers, or when the one that does is busy.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="waits">Which problems pass by themselves; null for <see cref="LiveProblem.Busy"/>.</param>
    /// <exception cref="LiveStatisticsException">The call was refused, or no silo answered in time.</exception>
    public static async Task<T> Run<T>(Func<Task<T>> call, Func<T, (LiveProblem Problem, string Message)> problem, string name, TimeSpan retryFor,
        CancellationToken cancellation,
        Func<LiveProblem, bool>? waits = null)
    {
        long start = Environment.TickCount64;
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            cancellation.ThrowIfCancellationRequested();
            bool last = Environment.TickCount64 - start >= retryFor.TotalMilliseconds;
            try
            {
                T answer = await call().WaitAsync(cancellation);
                (LiveProblem kind, string message) = problem(answer);
                if (kind == LiveProblem.None)
                {
                    return answer;
                }

                if (last || !(waits?.Invoke(kind) ?? kind == LiveProblem.Busy))
                {
                    throw new LiveStatisticsException(kind, message);
                }
            }
            catch (Exception lost) when (IsOfTransport(lost, cancellation))
            {
                if (last)
                {
                    throw new LiveStatisticsException(LiveProblem.Unavailable,
                        $"{name}: no silo answered within {retryFor.TotalSeconds:0.#} seconds: {Sentence(lost.GetBaseException().Message)}", lost);
                }
            }
            catch (Exception other) when (other is not (LiveStatisticsException or OperationCanceledException))
            {
                // The grain could not be activated: its state cannot be read.
                throw new LiveStatisticsException(LiveProblem.Storage,
                    $"{name} cannot be reached, most likely because storage cannot be read: {Sentence(other.GetBaseException().Message)}", other);
            }
            await Task.Delay(pause, cancellation);
        }
    }

    /// <summary>A message of others as a sentence on one line.</summary>
    public static string Sentence(string message)
    {
        string line = message.ReplaceLineEndings(" ").Trim();
        return line.EndsWith('.') ? line : line + ".";
    }

    /// <summary>Whether a call has failed because silos come and go, and may succeed when it is sent again. A silo that gives up activating a grain,
    /// since another silo was lost, cancels the activation, and the caller is told so: that is not the caller's own cancellation.</summary>
    private static bool IsOfTransport(Exception problem, CancellationToken callers) =>
        problem is TimeoutException or OrleansMessageRejectionException or ConnectionFailedException or GatewayTooBusyException
        or ClientNotAvailableException
        || (problem is OperationCanceledException && !callers.IsCancellationRequested);
}
