using System.Runtime.InteropServices;

namespace Norm.ML.Tool.Output;

/// <summary>Signals that would end the process before it could tidy up. Ctrl-C and SIGTERM are the command line library's.</summary>
internal static class Signals
{
    // Linux's and macOS's number: a file has become larger than the shell allows (ulimit -f). Without the signal, the write fails like any other.
    private const PosixSignal FileSizeLimit = (PosixSignal)25;

    private static readonly CancellationTokenSource HangUp = new();

    // Held until the process ends: a signal may be on its way when the work is done.
    private static readonly List<PosixSignalRegistration> Registrations = [];

    /// <summary>Handles the signals from now on.</summary>
    /// <returns>Cancelled when the terminal is gone.</returns>
    public static CancellationToken Handle()
    {
        if (!OperatingSystem.IsWindows())
        {
            Registrations.Add(PosixSignalRegistration.Create(FileSizeLimit, signal => signal.Cancel = true));
            Registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                HangUp.Cancel();
            }));
        }

        return HangUp.Token;
    }
}
