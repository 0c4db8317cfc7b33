using Microsoft.ML.Runtime;

namespace Microsoft.ML.StandIns;

/// <summary>Takes messages that nobody can subscribe to.</summary>
internal sealed class SilentPipe<TMessage>(IExceptionContext owner) : IPipe<TMessage>
{
    public string ContextDescription => owner.ContextDescription;

    public TException Process<TException>(TException ex)
        where TException : Exception => owner.Process(ex);

    public void Send(TMessage msg)
    {
    }

    public void Dispose()
    {
    }
}

/// <summary>Progress works and is checked, but as in ML.NET nothing of it reaches the log.</summary>
internal sealed class SilentProgressChannel : IProgressChannel
{
    public SilentProgressChannel(string name) => ArgumentException.ThrowIfNullOrEmpty(name);

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(fillAction);
    }

    public void Checkpoint(params double?[] values)
    {
    }

    public IProgressChannel StartProgressChannel(string name) => new SilentProgressChannel(name);

    public void Dispose()
    {
    }
}
