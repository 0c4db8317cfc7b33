using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Norm.ML.Tool.Tests.Running;

namespace Norm.ML.Tool.Tests.Lab;

public sealed class LabTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public async Task It_serves_the_users_file_until_it_is_stopped()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Ctrl-C cannot be sent to one process there.
        }

        await using LabProcess lab = await LabProcess.StartAsync(_place.Folder, new Dictionary<string, string>(), "--port", "0", "--data",
            Workplace.Sample("wine.csv"));
        Assert.Equal("?view=grid&scenario=data", lab.Page.Query);
        using var http = new HttpClient();
        JsonElement about = JsonDocument.Parse(await http.GetStringAsync(new Uri(lab.Page, "/api/about"))).RootElement.GetProperty("data");
        Assert.Equal(("wine.csv", 178, 178), (about.GetProperty("name").GetString(), about.GetProperty("rows").GetInt32(),
            about.GetProperty("held").GetInt32()));
        Assert.Equal(["target_name"], about.GetProperty("columns").EnumerateArray().Where(column => !column.GetProperty("numeric").GetBoolean())
            .Select(column => column.GetProperty("name").GetString()));
        JsonElement grid = JsonDocument.Parse(await http.GetStringAsync(
            new Uri(lab.Page, "/api/grid?scenario=data&columns=alcohol&columns=proline"))).RootElement;
        Assert.Equal([14.23, 1065, 13.2, 1050], grid.GetProperty("input").EnumerateArray().Take(4).Select(value => value.GetDouble()));
        Assert.Equal("line 2", grid.GetProperty("rowNames")[0].GetString());

        Assert.Equal((0, ""), await lab.StopAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(lab.Page));
        Assert.Empty(_place.Files);
    }

    [Fact]
    public async Task The_environment_cannot_open_it_to_others()
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://0.0.0.0:0",
            ["DOTNET_URLS"] = "http://0.0.0.0:0",
            ["Kestrel__Endpoints__Other__Url"] = "http://0.0.0.0:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
        };
        await using LabProcess lab = await LabProcess.StartAsync(_place.Folder, environment, "--port", "0");
        Assert.Equal("127.0.0.1", lab.Page.Host);
        using var http = new HttpClient();
        Assert.Contains("<title>", await http.GetStringAsync(lab.Page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_busy_port_is_one_line()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        try
        {
            string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _place.Run("lab", "--port", port).Failed(1, $"Port {port} is in use", "--port 0");
        }
        finally
        {
            listener.Stop();
        }
    }

    [Theory]
    [InlineData("lab --port 65536", "from 0 to 65535")]
    [InlineData("lab --port -1", "from 0 to 65535")]
    [InlineData("lab --port many", "Port 'many'")]
    [InlineData("lab --data", "--data")]
    public void Wrong_usage_is_2(string args, string word) =>
    _place.Run(args.Split(' ')).Failed(2, word, "'norm-ml lab --help' lists what is accepted.");

    [Theory]
    [InlineData(null, "there is no such file")]
    [InlineData("", "the file is empty")]
    [InlineData("a,b\n", "no rows below the header")]
    [InlineData("a,a\n1,2\n", "the same name")]
    [InlineData("a,b\n1,2\n3\n", "line 3", "1 cell")]
    [InlineData("a,b\n1,2\nx,3\n", "line 3, column 'a'", "'x' is not a number")]
    [InlineData("a\n\"1\n", "never closed")]
    [InlineData("a,b\nx,y\n", "no column of numbers")]
    public void A_bad_file_is_one_line(string? text, params string[] words)
    {
        if (text is not null)
        {
            _place.Write("bad.csv", text);
        }

        _place.Run("lab", "--port", "0", "--data", _place.At("bad.csv")).Failed(1, ["bad.csv", .. words]);
    }

    [Fact]
    public async Task A_browser_that_is_asked_for_gets_the_page()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Elsewhere, the system's own opener cannot be replaced.
        }

        string opener = _place.Write("xdg-open", "#!/bin/sh\nprintf %s \"$1\" > opened.part && mv opened.part opened\n");
        File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string> { ["PATH"] = $"{_place.Folder}:/usr/bin:/bin" };
        await using LabProcess lab = await LabProcess.StartAsync(_place.Folder, environment, "--port", "0", "--open");
        for (int i = 0; i < 600 && !File.Exists(_place.At("opened")); i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(lab.Page.ToString(), _place.Read("opened"));
    }

    public void Dispose() => _place.Dispose();
}
