using System.Net;
using System.Net.Sockets;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>The server is for this machine, for its own page, and for reading.</summary>
public sealed class SecurityTests(LabClient lab) : IClassFixture<LabClient>
{
    [Fact]
    public async Task It_listens_on_loopback_alone()
    {
        Assert.Equal("127.0.0.1", lab.Address.Host);
        foreach (IPAddress address in (await Dns.GetHostAddressesAsync(Dns.GetHostName())).Where(address => !IPAddress.IsLoopback(address)
            && address.AddressFamily == AddressFamily.InterNetwork))
        {
            using var client = new TcpClient();
            await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(address, lab.Address.Port));
        }
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.168.0.1", HttpStatusCode.MisdirectedRequest)]
    public async Task It_answers_to_its_own_name_alone(string host, HttpStatusCode expected)
    {
        foreach (string path in new[] { "/", "/api/about" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = $"{host}:{lab.Address.Port}";
            using HttpResponseMessage response = await lab.Http.SendAsync(request);
            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/app.js")]
    [InlineData("/api/about")]
    [InlineData("/nowhere")]
    public async Task Every_answer_has_the_headers(string path)
    {
        using HttpResponseMessage response = await lab.Http.GetAsync(path);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("*", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("POST", "/api/about", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("HEAD", "/", HttpStatusCode.OK)]
    [InlineData("GET", "/Page/index.html", HttpStatusCode.NotFound)]
    [InlineData("GET", "/%2e%2e/%2e%2e/etc/passwd", HttpStatusCode.NotFound)]
    [InlineData("GET", "/..%2f..%2fetc/passwd", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    public async Task Only_what_is_there_is_read(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await lab.Http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public void The_page_names_no_other_host()
    {
        foreach (string name in typeof(LabServer).Assembly.GetManifestResourceNames())
        {
            using var reader = new StreamReader(typeof(LabServer).Assembly.GetManifestResourceStream(name)!);
            string text = reader.ReadToEnd().Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
            Assert.DoesNotContain("http:", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("https:", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("innerHTML", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_busy_port_is_named()
    {
        LabException problem = await Assert.ThrowsAsync<LabException>(() => LabServer.StartAsync(lab.Address.Port));
        Assert.Equal($"Port {lab.Address.Port} is in use; '--port 0' takes a free one.", problem.Message);
    }
}
