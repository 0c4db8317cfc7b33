using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

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

    // The page asks a few questions at a time. What waits beyond these is not its doing.
    private const int MostAsked = 32;

    private readonly IReadOnlyDictionary<string, Func<QueryString, object>> _answers = Endpoints.For(data);

    // As many answers are computed at a time as there are processors; the others wait, and are forgotten if their client goes away.
    private readonly SemaphoreSlim _computing = new(Environment.ProcessorCount);

    private int _asked;

    public async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        AddHeaders(context.Response.Headers);
        if (!RequestOrigin.IsThisMachine(request.Host))
        {
            await RefuseAsync(context, HttpStatusCode.MisdirectedRequest, "This server answers to 127.0.0.1 and localhost only.");
        }
        else if (request.Method is not ("GET" or "HEAD"))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await RefuseAsync(context, HttpStatusCode.MethodNotAllowed, $"{request.Method} is not supported; GET is.");
        }
        else if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
        {
            await RefuseAsync(context, HttpStatusCode.RequestEntityTooLarge, "A request has no body.");
        }
        else if (!RequestOrigin.IsOurs(request))
        {
            await RefuseAsync(context, HttpStatusCode.Forbidden, "This server answers its own page only; another site asked.");
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

        if (Interlocked.Increment(ref _asked) > MostAsked)
        {
            Interlocked.Decrement(ref _asked);
            context.Response.Headers.RetryAfter = "1";
            await SayAsync(context, HttpStatusCode.ServiceUnavailable, $"{MostAsked} questions are being answered; ask again.");
            return;
        }

        bool entered = false;
        try
        {
            await _computing.WaitAsync(context.RequestAborted);
            entered = true;
            var query = new QueryString(context.Request.Query, context.RequestAborted);
            object result = answer(query);
            query.RequireAllKnown();
            await context.Response.WriteAsJsonAsync(result, result.GetType(), Json, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (ArgumentException problem)
        {
            await SayAsync(context, HttpStatusCode.BadRequest, Experiments.Refusal.Of(problem));
        }
        catch (Exception problem) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await SayAsync(context, HttpStatusCode.InternalServerError, $"Unexpected {problem.GetType().Name}: {problem.Message}");
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
            if (entered)
            {
                _computing.Release();
            }
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

    // The connection ends with it: what comes after is not read, and the place is free for the page.
    private static Task RefuseAsync(HttpContext context, HttpStatusCode status, string error)
    {
        context.Response.Headers.Connection = "close";
        return SayAsync(context, status, error);
    }

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
