using System.Net.Sockets;
using System.Text;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>A connection whose bytes are those of the test: no client that mends them is between.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly TcpClient _client = new();

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(server.Host, server.Port);
        return connection;
    }

    /// <summary>All that the server says to some bytes until it closes the connection; empty if it closes without a word.</summary>
    public static async Task<string> AskAsync(Uri server, string bytes)
    {
        using RawConnection connection = await OpenAsync(server);
        await connection.SendAsync(bytes);
        return await connection.ReadToEndAsync();
    }

    public async Task SendAsync(string bytes)
    {
        try
        {
            await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes));
        }
        catch (IOException)
        {
            // The server has closed the connection before it has read everything.
        }
    }

    /// <summary>Whether the server closes the connection within a time.</summary>
    public async Task<bool> IsClosedWithinAsync(TimeSpan time)
    {
        using var timeout = new CancellationTokenSource(time);
        try
        {
            await ReadAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async Task<string> ReadToEndAsync()
    {
        using var timeout = new CancellationTokenSource(Longest);
        return await ReadAsync(timeout.Token);
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[16_384];
        try
        {
            for (int count; (count = await _client.GetStream().ReadAsync(buffer, cancellation)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // Closed with what was not read: a reset.
        }

        return text.ToString();
    }
}
