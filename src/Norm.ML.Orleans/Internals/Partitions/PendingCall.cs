namespace Norm.ML.Internals.Partitions;

/// <summary>A call that waits for its turn and for storage.</summary>
internal sealed class PendingCall(long bytes, Func<PartitionModel, (PartitionModel, AddAnswer)> change)
{
    private readonly TaskCompletionSource<AddAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Bytes => bytes;

    public Task<AddAnswer> Answer => _answer.Task;

    public (PartitionModel, AddAnswer) Apply(PartitionModel model)
    {
        try
        {
            return change(model);
        }
        catch (OverflowException problem)
        {
            // More rows than statistics can count.
            return (model, AddAnswer.Refuse(LiveProblem.TooFarAhead, problem.Message));
        }
        catch (Exception problem)
        {
            // One call that cannot be understood must not leave the others without an answer.
            return (model, AddAnswer.Refuse(LiveProblem.State, $"A call cannot be understood: {LiveCalls.Sentence(problem.Message)}"));
        }
    }

    public void Give(AddAnswer answer) => _answer.TrySetResult(answer);
}
