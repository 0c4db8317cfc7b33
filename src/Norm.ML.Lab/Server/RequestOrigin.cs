using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Norm.ML.Lab.Server;

/// <summary>Who asks: the lab's own page, a user or a program of this machine, or a page of another site.</summary>
internal static class RequestOrigin
{
    private const string FetchSite = "Sec-Fetch-Site", FetchDestination = "Sec-Fetch-Dest";

    /// <summary>
    /// Whether the request is for this machine by its own name. A page elsewhere whose name is made to mean 127.0.0.1 (DNS rebinding) still sends its
    /// own name.
    /// </summary>
    public static bool IsThisMachine(HostString host) =>
        string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host, out IPAddress? address) && address.Equals(IPAddress.Loopback));

    /// <summary>
    /// Whether the lab's page, a user or a program asks. Pages of other sites cannot read the answers, but could have them computed: they may do
    /// nothing but link to the page.
    /// </summary>
    public static bool IsOurs(HttpRequest request) => !IsForeign(request) || IsLink(request);

    // Browsers say where a request comes from, in one of three headers; programs say nothing.
    private static bool IsForeign(HttpRequest request)
    {
        string own = $"http://{request.Host}";
        return request.Headers.TryGetValue(FetchSite, out var site) ? site != "same-origin" && site != "none"
            : request.Headers.TryGetValue(HeaderNames.Origin, out var origin) ? origin != own
            : request.Headers.TryGetValue(HeaderNames.Referer, out var page)
                && !(Uri.TryCreate(page, UriKind.Absolute, out Uri? from) && from.GetLeftPart(UriPartial.Authority) == own);
    }

    private static bool IsLink(HttpRequest request) => request.Path == "/"
        && (!request.Headers.TryGetValue(FetchDestination, out var destination) || destination == "document");
}
