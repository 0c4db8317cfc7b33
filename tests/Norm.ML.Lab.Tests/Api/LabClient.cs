using System.Net;
using System.Text.Json;

namespace Norm.ML.Lab.Tests.Api;

/// <summary>A lab of its own on a free port, and a client for it.</summary>
public sealed class LabClient : IAsyncLifetime
{
    private LabServer? _lab;
    private HttpClient? _http;

    public HttpClient Http => _http!;

    public Uri Address => _lab!.Address;

    public async Task InitializeAsync()
    {
        _lab = await LabServer.StartAsync(0, UserData.Table());
        _http = new HttpClient { BaseAddress = _lab.Address };
    }

    /// <summary>An answer of the server.</summary>
    public async Task<JsonElement> AskAsync(string query)
    {
        using HttpResponseMessage response = await Http.GetAsync($"/api/{query}");
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The one line of a refusal.</summary>
    public async Task<string> RefusedAsync(string query, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using HttpResponseMessage response = await Http.GetAsync($"/api/{query}");
        Assert.Equal(status, response.StatusCode);
        string line = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!;
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("Unexpected", line, StringComparison.Ordinal);
        return line;
    }

    public async Task DisposeAsync()
    {
        _http?.Dispose();
        await _lab!.DisposeAsync();
    }
}

/// <summary>Numbers of answers, NaN and infinities included.</summary>
internal static class JsonNumbers
{
    public static double Number(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? double.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
        : element.GetDouble();

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).Number();

    public static double[] Numbers(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(one => one.Number())];

    /// <summary>Equal to the bit, not only nearly.</summary>
    public static void SameBits(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i]) || double.IsNaN(expected[i])
                && double.IsNaN(actual[i]),
                FormattableString.Invariant($"element {i} is {actual[i]:R}, not {expected[i]:R}"));
        }
    }
}
