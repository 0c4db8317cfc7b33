using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Norm.ML.Lab.Server;

namespace Norm.ML.Lab;

/// <summary>
/// The lab: a page on this machine's loopback address that shows what each norm shares, removes and fails at. Every number on it is computed by the
/// library's kernels when the page asks for it. It listens on 127.0.0.1 only, whatever the environment says, answers to that name only, and opens no
/// file.
/// </summary>
public sealed class LabServer : IAsyncDisposable
{
    // A pasted matrix is in the address, most of its separators as three characters.
    private const int LongestRequestLine = 32_768;

    // A browser opens six to one name. Those of a page elsewhere are closed with their first answer.
    private const int MostConnections = 64;

    private static readonly TimeSpan LongestHeaders = TimeSpan.FromSeconds(5), LongestIdle = TimeSpan.FromSeconds(30);

    private readonly WebApplication _application;

    private LabServer(WebApplication application) => _application = application;

    /// <summary>Where the page is, for example <c>http://127.0.0.1:5117/</c>.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts to answer.</summary>
    /// <param name="port">The port to listen on, 0 to 65535; 0 takes a free one.</param>
    /// <param name="data">The user's data, shown beside the scenarios; null for none.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="LabException">The port is taken, or is not this user's to take.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not a port.</exception>
    public static async Task<LabServer> StartAsync(int port, LabTable? data = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);

        // Empty: no configuration, so that no variable or file of the environment adds an address or a log.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestLineSize = LongestRequestLine;
            options.Limits.MaxRequestBodySize = 0;
            options.Limits.MaxConcurrentConnections = MostConnections;
            options.Limits.RequestHeadersTimeout = LongestHeaders;
            options.Limits.KeepAliveTimeout = LongestIdle;
            options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication application = builder.Build();
        ((IApplicationBuilder)application).Run(new RequestHandler(data).AnswerAsync);
        try
        {
            await application.StartAsync(cancellation);
            return new LabServer(application);
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            await application.DisposeAsync();
            string reason = problem is SocketException { SocketErrorCode: SocketError.AccessDenied } ? "is not permitted" : "is in use";
            throw new LabException($"Port {port} {reason}; '--port 0' takes a free one.", problem);
        }
    }

    /// <summary>Answers until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = cancellation.Register(stopped.SetResult);
        await stopped.Task;
    }

    /// <summary>Stops at once: pages that are still open lose their server.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}
