using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Norm.ML.Samples;

/// <summary>
/// <c>POST /normalize</c> takes a row, <c>[1, 2, 3]</c>, or rows, <c>[[1, 2, 3], [4, 5, 6]]</c>, and answers with what the model's norms make of
/// them, in the same shape. <c>GET /</c> says what a row is. Errors are problem documents (RFC 9457). The model is loaded again when its file
/// changes.
/// </summary>
internal static class Service
{
    private const string Name = "model";

    public static WebApplication Create(string[] args)
    {
        ServiceOptions options = ServiceOptions.Read(args);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ServiceOptions.LargestBody;
            kestrel.Limits.MaxConcurrentConnections = ServiceOptions.MostConnections;
            kestrel.Limits.RequestHeadersTimeout = ServiceOptions.LongestHeaders;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddNormalizer(Name, options.Model, served =>
        {
            served.OutputColumnName = options.Column;
            served.AllowMissing = options.Missing == MissingValues.Keep;
            served.RequireNames = false;
            served.ReloadEvery = options.ReloadEvery;
            served.Load = new ModelLoadOptions { MaximumBytes = options.MaximumModelBytes, MaximumBytesName = "--max-model-bytes" };
        });
        WebApplication service = builder.Build();
        ServedNormalizer model = Load(service);
        service.Use((context, next) =>
        {
            // Of every answer, errors too: it is what it says it is, and nobody keeps it.
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        service.MapGet("/", () => ModelDescription.Of(model.Current.Rows));
        service.MapPost("/normalize", (HttpContext context) => Normalize(context, model.Current.Rows, options.Missing));
        return service;
    }

    // Now, not with the first request: what is wrong with the file ends the program.
    private static ServedNormalizer Load(WebApplication service)
    {
        try
        {
            return service.Services.GetRequiredKeyedService<ServedNormalizer>(Name);
        }
        catch
        {
            ((IDisposable)service).Dispose();
            throw;
        }
    }

    // One version of the model for all rows of a request.
    private static async Task Normalize(HttpContext context, ServedRows model, MissingValues missing)
    {
        using IRowBuffer rows = model.ElementType == typeof(float) ? new RowBuffer<float>(model.Normalize, model.GivesSingle)
            : new RowBuffer<double>(model.Normalize, model.GivesSingle);
        try
        {
            ReadOnlySequence<byte> body = await ReadAll(context.Request.BodyReader, context.RequestAborted);
            try
            {
                rows.Read(body, model.Length, missing);
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

/// <summary>What a row is: its length (null: any) and, where the model knows them, what its numbers are called.</summary>
internal sealed record ModelDescription(string Column, int? Length, IReadOnlyList<string>? Names)
{
    public static ModelDescription Of(ServedRows rows) => new(rows.OutputColumnName, rows.Length, rows.Names);
}
