using System.Runtime.InteropServices;

namespace Norm.ML.Tool.Output;

/// <summary>Signals that would end the process before it could tidy up. Ctrl-C and SIGTERM are the command line library's.</summary>
sealed class Signals : IDisposable
{
    // Linux's and macOS's number: a file has become larger than the shell allows (ulimit -f). Without the signal, the write fails like any other.
    const PosixSignal FileSizeLimit = (PosixSignal)25;

    readonly CancellationTokenSource _hangUp = new();
    readonly PosixSignalRegistration[] _registrations;

    public Signals() => _registrations = OperatingSystem.IsWindows()
        ? []
        :
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop),
            PosixSignalRegistration.Create(FileSizeLimit, signal => signal.Cancel = true),
        ];

    /// <summary>Cancelled when the terminal is gone.</summary>
    public CancellationToken Stopped => _hangUp.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _hangUp.Dispose();
    }

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _hangUp.Cancel();
    }
}
