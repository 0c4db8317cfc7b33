using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Norm.ML.Samples.Tests;

/// <summary>What a hostile client can send to the service: it gets an error, and the others go on being answered.</summary>
public sealed class HostileClientTests
{
    private const string Inner = "POST /normalize HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n[1,2,3,4,5]";

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "12345")]
    [InlineData("Content-Length: 0, 44\r\n\r\n", "")]
    [InlineData("Content-Length: -1\r\n\r\n", "")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "zz\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "-1\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "7fffffffffffffff\r\n")]
    public async Task A_request_with_a_doubtful_end_is_refused_and_nothing_after_it_is_read(string headers, string body)
    {
        await using RunningService service = await Start();
        string answer = await Send(service, $"POST /normalize HTTP/1.1\r\nHost: a\r\n{headers}{body}{Inner}");
        Assert.DoesNotContain("HTTP/1.1 200", answer);
        Assert.True(answer.Split("HTTP/1.1 ").Length <= 2, answer);
        await Answers(service);
    }

    [Fact]
    public async Task A_body_in_chunks_is_the_same_body()
    {
        await using RunningService service = await Start();
        string answer = await Send(service,
            "POST /normalize HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n[1,2\r\n7\r\n,3,4,5]\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer);
        Assert.Contains((await service.Post("[1,2,3,4,5]")).Body, answer);
    }

    [Fact]
    public async Task A_body_of_the_largest_size_is_read_and_one_in_chunks_that_exceeds_it_is_not()
    {
        await using RunningService service = await Start();
        const string Row = "[1,2,3,4,5]";
        Assert.Equal(HttpStatusCode.OK, (await service.Post(Row.PadRight(ServiceOptions.LargestBody))).Status);
        string chunk = $"10000\r\n{new string(' ', 1 << 16)}\r\n";
        string answer = await Send(service, "POST /normalize HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + string.Concat(Enumerable.Repeat(chunk, 17)));
        Assert.Matches("^(HTTP/1.1 413 |$)", answer);
        await Answers(service);
    }

    [Theory]
    [InlineData("/", "GET", 200)]
    [InlineData("/normalize", "GET", 405)]
    [InlineData("/nowhere", "GET", 404)]
    [InlineData("/../../etc/passwd", "GET", 404)]
    [InlineData("/normalize", "POST", 400)]
    [InlineData("/normalize", "OPTIONS", 405)]
    public async Task Every_answer_says_that_it_is_what_it_says_and_lets_no_other_site_read_it(string path, string method, int status)
    {
        await using RunningService service = await Start();
        string answer = await Send(service,
            $"{method} {path} HTTP/1.1\r\nHost: a\r\nOrigin: http://evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer);
        Assert.Contains("X-Content-Type-Options: nosniff", answer);
        Assert.Contains("Cache-Control: no-store", answer);
        Assert.DoesNotContain("Access-Control", answer);
        Assert.DoesNotContain("Server:", answer);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(500_000)]
    public async Task Brackets_without_end_are_refused(int depth)
    {
        await using RunningService service = await Start();
        (HttpStatusCode status, string body) = await service.Post(new string('[', depth));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.False(string.IsNullOrEmpty(JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_client_that_sends_half_a_request_keeps_nobody_out()
    {
        await using RunningService service = await Start();
        var slow = new List<TcpClient>();
        try
        {
            for (int i = 0; i < 200; i++)
            {
                var client = new TcpClient();
                slow.Add(client);
                await client.ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port);
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(i % 2 == 0
                    ? "POST /normalize HTTP/1.1\r\nHost: a\r\nX-Slow: " : "POST /normalize HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n[1,"));
            }

            await Answers(service);
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }

        // And that they were cut off in the middle is not an error of anybody else's.
        await Answers(service);
    }

    private static Task<RunningService> Start() => RunningService.Start(ml => ml.Transforms.LayerNorm("Features"));

    private static async Task Answers(RunningService service) => Assert.Equal(HttpStatusCode.OK, (await service.Post("[1,2,3,4,5]")).Status);

    private static async Task<string> Send(RunningService service, string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Client.BaseAddress!.Host, service.Client.BaseAddress.Port);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var answer = new StringBuilder();
        byte[] buffer = new byte[16_384];
        try
        {
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes), timeout.Token);
            for (int count; (count = await client.GetStream().ReadAsync(buffer, timeout.Token)) > 0;)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // Closed before all was sent.
        }

        return answer.ToString();
    }
}
