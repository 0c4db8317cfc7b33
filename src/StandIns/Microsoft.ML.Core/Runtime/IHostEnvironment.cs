namespace Microsoft.ML.Runtime;

/// <summary>Who throws: marks exceptions on their way out.</summary>
public interface IExceptionContext
{
    TException Process<TException>(TException ex)
        where TException : Exception;

    string ContextDescription { get; }
}

public interface IChannelProvider : IExceptionContext
{
    IChannel Start(string name);

    IPipe<TMessage> StartPipe<TMessage>(string name);
}

/// <summary>What components run in: channels for messages and progress, a random source, and the catalog of loadable classes.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    IHost Register(string name, int? seed = null, bool? verbose = null);

    ComponentCatalog ComponentCatalog { get; }
}

/// <summary>The environment of one component.</summary>
public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}

/// <summary>An environment whose running components can be asked to stop.</summary>
internal interface ICancelable
{
    void CancelExecution();

    bool IsCanceled { get; }
}
