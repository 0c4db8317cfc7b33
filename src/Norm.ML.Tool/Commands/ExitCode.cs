namespace Norm.ML.Tool.Commands;

/// <summary>How the process ends.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The data, the model or a file has a problem.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong, whatever the files hold.</summary>
    public const int Usage = 2;

    /// <summary>What <c>inspect --fail-on</c> looks for was found.</summary>
    public const int Found = 3;

    /// <summary>Nobody reads standard output any more, as shells count it: 128 and the number of the signal.</summary>
    public const int ReaderGone = 141;

    /// <summary>Stopped by Ctrl-C, as shells count it: 128 and the number of the signal.</summary>
    public const int Cancelled = 130;
}
