using System.Diagnostics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.StandIns;

/// <summary>Hands messages to the listener, and tells it of its own start, end and duration, as ML.NET's channels do.</summary>
internal sealed class EngineChannel : IChannel
{
    private readonly EngineEnvironment _environment;
    private readonly string _source;
    private readonly Action<string, ChannelMessage> _listener;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private bool _disposed;

    public EngineChannel(EngineEnvironment environment, string source, Action<string, ChannelMessage> listener)
    {
        _environment = environment;
        _source = source;
        _listener = listener;
        Trace(MessageSensitivity.None, "Channel started");
    }

    public string ContextDescription => _source;

    public TException Process<TException>(TException ex)
        where TException : Exception => _environment.Process(ex);

    public void Send(ChannelMessage msg) => _listener(_source, msg);

    public void Trace(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Trace, sensitivity, fmt));

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new(ChannelMessageKind.Trace, sensitivity, fmt, args));

    public void Info(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Info, sensitivity, fmt));

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new(ChannelMessageKind.Info, sensitivity, fmt, args));

    public void Warning(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Warning, sensitivity, fmt));

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new(ChannelMessageKind.Warning, sensitivity, fmt, args));

    public void Error(MessageSensitivity sensitivity, string fmt) => Send(new(ChannelMessageKind.Error, sensitivity, fmt));

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new(ChannelMessageKind.Error, sensitivity, fmt, args));

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", _watch.Elapsed);
        Trace(MessageSensitivity.None, "Channel disposed");
    }
}
