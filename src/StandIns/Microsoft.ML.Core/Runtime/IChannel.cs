using System.Globalization;

namespace Microsoft.ML.Runtime;

public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    void Send(TMessage msg);
}

public enum ChannelMessageKind
{
    Trace = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

/// <summary>What a message may give away.</summary>
[Flags]
public enum MessageSensitivity
{
    None = 0,
    UserData = 1,
    Schema = 2,
    Unknown = ~None,
    All = Unknown,
}

public readonly struct ChannelMessage
{
    private readonly string _format;
    private readonly object[] _arguments;

    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string message)
        : this(kind, sensitivity, message, null)
    {
    }

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string fmt, params object[] args)
    {
        ArgumentException.ThrowIfNullOrEmpty(fmt);
        Kind = kind;
        Sensitivity = sensitivity;
        _format = fmt;
        _arguments = args;
    }

    public string Message => _arguments == null ? _format : string.Format(CultureInfo.CurrentCulture, _format, _arguments);
}

/// <summary>A named, disposable line to whoever listens to the environment's messages.</summary>
public interface IChannel : IPipe<ChannelMessage>
{
    void Trace(MessageSensitivity sensitivity, string fmt);

    void Trace(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Error(MessageSensitivity sensitivity, string fmt);

    void Error(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Warning(MessageSensitivity sensitivity, string fmt);

    void Warning(MessageSensitivity sensitivity, string fmt, params object[] args);

    void Info(MessageSensitivity sensitivity, string fmt);

    void Info(MessageSensitivity sensitivity, string fmt, params object[] args);
}
