using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Norm.ML.Samples;

/// <summary>
/// <c>POST /normalize</c> takes a row, <c>[1, 2, 3]</c>, or rows, <c>[[1, 2, 3], [4, 5, 6]]</c>, and answers with what the model's norms make of
/// them, in the same shape. <c>GET /</c> says what a row is. Errors are problem documents (RFC 9457).
/// </summary>
internal static class Service
{
    public static WebApplication Create(string[] args)
    {
        ServiceOptions options = ServiceOptions.Read(args);

        // Once, for all requests: a normalizer has no state.
        ServedModel model = ServedModel.Load(options.Model, options.Column, options.MaximumModelBytes);

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = ServiceOptions.LargestBody);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        WebApplication service = builder.Build();
        service.MapGet("/", () => model.Description);
        service.MapPost("/normalize", (HttpContext context) => Normalize(context, model, options.Missing));
        return service;
    }

    private static async Task Normalize(HttpContext context, ServedModel model, MissingValues missing)
    {
        using IRowBuffer rows = model.CreateBuffer();
        try
        {
            ReadOnlySequence<byte> body = await ReadAll(context.Request.BodyReader, context.RequestAborted);
            try
            {
                rows.Read(body, model.Description.Length, missing);
            }
            finally
            {
                // Taken, whatever it was: the connection goes on with the next request.
                context.Request.BodyReader.AdvanceTo(body.End);
            }
        }
        catch (InvalidDataException problem)
        {
            await Results.Problem(problem.Message, statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }
        catch (BadHttpRequestException problem)
        {
            string detail = problem.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The body is larger than {ServiceOptions.LargestBody} bytes; send the rows in several requests." : problem.Message;
            await Results.Problem(detail, statusCode: problem.StatusCode).ExecuteAsync(context);
            return;
        }

        rows.Normalize();
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        rows.Write(writer);
    }

    private static async Task<ReadOnlySequence<byte>> ReadAll(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellation);
            if (result.IsCompleted)
            {
                return result.Buffer;
            }

            // Nothing is taken yet: the next read gives all of it again, and more.
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
