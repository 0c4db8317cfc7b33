using System.Net;
using System.Text.Json;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>What a page of another site can have a browser send: nothing is computed for it, and it learns nothing.</summary>
public sealed class HostilePageTests(LabClient lab) : IClassFixture<LabClient>
{
    private const string Other = "http://evil.example";

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")] // another port of this machine
    [InlineData("Sec-Fetch-Site", "sideways")]
    [InlineData("Sec-Fetch-Site", "")]
    [InlineData("Origin", Other)]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Referer", Other + "/page")]
    [InlineData("Referer", "http://127.0.0.1.evil.example/")]
    [InlineData("Referer", "not an address")]
    public async Task Another_sites_request_is_refused_before_anything_is_computed(string header, string value)
    {
        foreach (string path in (string[])["/api/depth", "/api/about", "/app.js", "/icon.svg"])
        {
            using HttpResponseMessage response = await AskAsync(path, (header, value));
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.True(response.Headers.ConnectionClose);
            Assert.Contains("another site", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_itself_users_and_programs_are_answered()
    {
        string own = lab.Address.GetLeftPart(UriPartial.Authority);
        foreach ((string, string)[] headers in ((string, string)[][])[[], [("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")],
            [("Origin", own)], [("Referer", own + "/?view=depth")], [("Sec-Fetch-Site", "same-origin"), ("Origin", own)]])
        {
            using HttpResponseMessage response = await AskAsync("/api/about", headers);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Another_site_may_link_to_the_page_and_not_embed_it()
    {
        using HttpResponseMessage link = await AskAsync("/?view=depth", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "document"));
        Assert.Equal(HttpStatusCode.OK, link.StatusCode);
        Assert.Equal("DENY", Assert.Single(link.Headers.GetValues("X-Frame-Options")));
        using HttpResponseMessage old = await AskAsync("/", ("Referer", Other + "/"));
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        foreach (string destination in (string[])["iframe", "image", "script", "object", "empty"])
        {
            using HttpResponseMessage embedded = await AskAsync("/", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", destination));
            Assert.Equal(HttpStatusCode.Forbidden, embedded.StatusCode);
        }
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("0.0.0.0")]
    [InlineData("[::1]")]
    [InlineData("")]
    public async Task A_name_that_was_made_to_mean_this_machine_is_refused_and_its_connection_closed(string host)
    {
        string answer = await RawConnection.AskAsync(lab.Address, $"GET /api/about HTTP/1.1\r\nHost: {host}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 421 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("mine.csv", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    [InlineData("get")]
    public async Task Methods_other_than_GET_and_HEAD_are_refused_with_those_that_are_not(string method)
    {
        string answer = await RawConnection.AskAsync(lab.Address, $"{method} /api/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
        Assert.Contains("Allow: GET, HEAD", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/app.js")]
    [InlineData("/api/about")]
    [InlineData("/nowhere")]
    [InlineData("/api/nothing")]
    [InlineData("/api/depth?layers=-1")]
    [InlineData("/", "evil.example")]
    [InlineData("/", "localhost", "POST")]
    [InlineData("/", "localhost", "GET", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: iframe\r\n")]
    [InlineData("/", "localhost", "GET", "Content-Length: 3\r\n")]
    public async Task Every_answer_has_all_of_the_headers(string path, string host = "localhost", string method = "GET", string headers = "")
    {
        string answer = await RawConnection.AskAsync(
            lab.Address, $"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
        foreach (string header in (string[])["X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Cache-Control: no-store",
            "Referrer-Policy: no-referrer", "Cross-Origin-Resource-Policy: same-origin", "Cross-Origin-Opener-Policy: same-origin",
            "Content-Security-Policy: default-src 'none';"])
        {
            Assert.Contains($"\r\n{header}", answer, StringComparison.Ordinal);
        }

        Assert.Contains("Content-Type: ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Server:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("depth?layers=1e9")]
    [InlineData("depth?layers=99999999999999999999")]
    [InlineData("depth?layers=NaN")]
    [InlineData("depth?seed=-1")]
    [InlineData("batch?size=2147483648")]
    [InlineData("running?momentum=Infinity")]
    [InlineData("running?batches=100000000")]
    [InlineData("epsilon?centre=-Infinity")]
    [InlineData("epsilon?distance=1e400")]
    [InlineData("grid?rows=1000000")]
    [InlineData("grid?top=-1")]
    [InlineData("grid?steps=1000000000")]
    [InlineData("grid?gamma=NaN")]
    [InlineData("grid?width=-2147483648")]
    [InlineData("tanh?alpha=-0")]
    [InlineData("precision?mean=1e308")]
    [InlineData("affine?row=0")]
    [InlineData("grid?scenario=%00")]
    [InlineData("grid?scenario=..%2f..%2fetc%2fpasswd")]
    [InlineData("grid?norm=%0d%0aSet-Cookie:%20a=b")]
    public async Task Parameters_beyond_all_ranges_are_refused_in_one_line(string query)
    {
        using HttpResponseMessage response = await lab.Http.GetAsync($"/api/{query}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.False(string.IsNullOrEmpty(JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()));
    }

    private async Task<HttpResponseMessage> AskAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await lab.Http.SendAsync(request);
    }
}
