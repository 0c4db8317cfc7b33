using System.Diagnostics;
using System.Net;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>What a program can send that speaks to the port itself: it gets an error and an end, and the page goes on being answered.</summary>
public sealed class HostileProgramTests(LabClient lab) : IClassFixture<LabClient>
{
    private const string Inner = "GET /api/about HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// <summary>Requests whose end is where two readers would not agree: what is inside is never answered as a request of its own.</summary>
    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "12345")]
    [InlineData("Content-Length: 0\r\nContent-Length: 44\r\n\r\n", "")]
    [InlineData("Content-Length: 0, 44\r\n\r\n", "")]
    [InlineData("Content-Length: +44\r\n\r\n", "")]
    [InlineData("Content-Length: -1\r\n\r\n", "")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n", "")]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", "5\r\n12345\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "zz\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "ffffffffffffffff\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "-1\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "0;a=b\r\n\r\n")]
    [InlineData("X: a\r\n Content-Length: 44\r\n\r\n", "")]
    [InlineData("Host: evil.example\r\n\r\n", "")]
    [InlineData("X\0: 1\r\n\r\n", "")]
    public async Task A_request_with_a_doubtful_end_is_refused_and_nothing_after_it_is_read(string headers, string body)
    {
        string answer = await RawConnection.AskAsync(lab.Address, $"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n{headers}{body}{Inner}");
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.True(answer.Split("HTTP/1.1 ").Length <= 2, answer);
        Assert.Matches("^(HTTP/1.1 (400|413) |$)", answer);
    }

    [Theory]
    [InlineData("GET /\r\n\r\n")]
    [InlineData("GET / HTTP/2.0\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\0\u0005hello")]
    [InlineData("GET http://evil.example/api/about HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /%zz HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n")]
    [InlineData("CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    public async Task What_is_not_a_request_ends_the_connection(string bytes)
    {
        string answer = await RawConnection.AskAsync(lab.Address, bytes);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("mine.csv", answer, StringComparison.Ordinal);
        await Answers();
    }

    [Theory]
    [InlineData(200_000, 0, 0, 414)]
    [InlineData(0, 200_000, 0, 431)]
    [InlineData(0, 10, 5000, 431)]
    public async Task Addresses_and_headers_without_end_are_cut_off(int address, int value, int headers, int status)
    {
        string more = string.Concat(Enumerable.Range(0, Math.Max(1, headers)).Select(i => $"X{i}: {new string('a', value)}\r\n"));
        string answer = await RawConnection.AskAsync(
            lab.Address, $"GET /{new string('a', address)} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n");

        // Of what was not read the system may make a reset, which loses the answer.
        Assert.Matches($"^(HTTP/1.1 {status} |$)", answer);
        await Answers();
    }

    [Fact]
    public async Task A_body_is_refused_before_it_is_read()
    {
        using RawConnection connection = await RawConnection.OpenAsync(lab.Address);
        await connection.SendAsync("GET /api/about HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n");
        var watch = Stopwatch.StartNew();
        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_request_that_does_not_end_is_given_up_and_many_of_them_keep_nobody_out()
    {
        using var slow = new ManyConnections();
        for (int i = 0; i < 40; i++)
        {
            RawConnection one = await slow.OpenAsync(lab.Address);
            await one.SendAsync("GET /api/about HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        }

        var watch = Stopwatch.StartNew();
        await Answers();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.All(await Task.WhenAll(slow.All.Select(one => one.IsClosedWithinAsync(TimeSpan.FromSeconds(20)))), Assert.True);
    }

    [Fact]
    public async Task Connections_beyond_the_most_are_closed_at_once_and_others_go_on()
    {
        await Answers(); // one that is kept
        using var idle = new ManyConnections();
        for (int i = 0; i < 100; i++)
        {
            await idle.OpenAsync(lab.Address);
        }

        bool[] closed = await Task.WhenAll(idle.All.Select(one => one.IsClosedWithinAsync(TimeSpan.FromSeconds(2))));
        Assert.InRange(closed.Count(one => one), 30, 99);
        await Answers();
    }

    [Fact]
    public async Task Numbers_with_commas_that_no_expression_ends_on_take_no_time()
    {
        string cell = string.Join(',', Enumerable.Repeat("1", 30)), matrix = string.Join(' ', Enumerable.Repeat(cell, 60)) + " x";
        var watch = Stopwatch.StartNew();
        await lab.RefusedAsync($"matrix?text={Uri.EscapeDataString(matrix)}");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_work_and_too_many_questions_are_put_off()
    {
        await using LabServer wide = await LabServer.StartAsync(0, UserData.Table(5000));
        using (var asking = new ManyConnections())
        {
            string[] answers = new string[60];
            for (int i = 0; i < answers.Length; i++)
            {
                RawConnection one = await asking.OpenAsync(wide.Address);
                await one.SendAsync("GET /api/grid?scenario=data&norm=BatchNorm&statistics=Running&steps=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }

            // Some of them are put off at once, in one line.
            await Task.Delay(500);
            using RawConnection late = await RawConnection.OpenAsync(wide.Address);
            await late.SendAsync("GET /api/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 503 ", await late.ReadToEndAsync(), StringComparison.Ordinal);
        }

        // They are gone, and so is their work: the next one does not wait for the sixty.
        using var http = new HttpClient { BaseAddress = wide.Address };
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using HttpResponseMessage response = await http.GetAsync("/api/about");
            if (response.StatusCode == HttpStatusCode.OK)
            {
                break;
            }

            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
            await Task.Delay(50);
        }
    }

    private async Task Answers()
    {
        using HttpResponseMessage response = await lab.Http.GetAsync("/api/about");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private sealed class ManyConnections : IDisposable
    {
        public List<RawConnection> All { get; } = [];

        public async Task<RawConnection> OpenAsync(Uri server)
        {
            All.Add(await RawConnection.OpenAsync(server));
            return All[^1];
        }

        public void Dispose() => All.ForEach(one => one.Dispose());
    }
}
