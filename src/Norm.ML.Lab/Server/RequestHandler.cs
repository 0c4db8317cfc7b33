using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Norm.ML.Lab.Server;

/// <summary>Answers requests: the page's files, and numbers as JSON.</summary>
internal sealed class RequestHandler(LabTable? data)
{
    // The page has no inline script or style, and loads nothing from anywhere else.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // Numbers read back as the same double; NaN and infinities are strings.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly IReadOnlyDictionary<string, Func<QueryString, object>> _answers = Endpoints.For(data);

    public async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        AddHeaders(context.Response.Headers);
        if (!IsThisMachine(request.Host))
        {
            await SayAsync(context, HttpStatusCode.MisdirectedRequest, "This server answers to 127.0.0.1 and localhost only.");
        }
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            await SayAsync(context, HttpStatusCode.MethodNotAllowed, $"{request.Method} is not supported; GET is.");
        }
        else if (request.Path.StartsWithSegments("/api", out PathString name))
        {
            await ComputeAsync(context, name.Value!.TrimStart('/'));
        }
        else if (PageFiles.Find(request.Path) is { } file)
        {
            await SendAsync(context, file);
        }
        else
        {
            await SayAsync(context, HttpStatusCode.NotFound, $"There is no page '{request.Path}'.");
        }
    }

    private async Task ComputeAsync(HttpContext context, string name)
    {
        if (!_answers.TryGetValue(name, out Func<QueryString, object>? answer))
        {
            await SayAsync(context, HttpStatusCode.NotFound, $"There is no '{name}'; there are {string.Join(", ", _answers.Keys)}.");
            return;
        }

        try
        {
            var query = new QueryString(context.Request.Query);
            object result = answer(query);
            query.RequireAllKnown();
            await context.Response.WriteAsJsonAsync(result, result.GetType(), Json, context.RequestAborted);
        }
        catch (ArgumentException problem)
        {
            await SayAsync(context, HttpStatusCode.BadRequest, Experiments.Refusal.Of(problem));
        }
        catch (Exception problem) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await SayAsync(context, HttpStatusCode.InternalServerError, $"Unexpected {problem.GetType().Name}: {problem.Message}");
        }
    }

    private static async Task SendAsync(HttpContext context, PageFile file)
    {
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
        }
    }

    private static Task SayAsync(HttpContext context, HttpStatusCode status, string error)
    {
        context.Response.StatusCode = (int)status;
        return context.Response.WriteAsJsonAsync(new { error }, Json, context.RequestAborted);
    }

    // A page elsewhere whose name is made to mean 127.0.0.1 (DNS rebinding) still sends its own name.
    private static bool IsThisMachine(HostString host) =>
        string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host, out IPAddress? address) && address.Equals(IPAddress.Loopback));

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }
}
