using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Norm.ML.Samples.Tests;

/// <summary>The service on a free port of this machine, with a model of its own, and a client.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("norm-ml-service-");
    private readonly WebApplication _service;

    private RunningService(ITransformer model, DataViewSchema schema, string[] options)
    {
        Model = model;
        new MLContext().Model.Save(Model, schema, ModelPath);
        _service = Service.Create(["--model", ModelPath, "--urls", "http://127.0.0.1:0", .. options]);
    }

    public static float[][] Rows { get; } = MakeRows();

    public ITransformer Model { get; }

    public string ModelPath => Path.Combine(_folder.FullName, "model.zip");

    public HttpClient Client { get; private set; } = null!;

    public static Task<RunningService> Start(Func<MLContext, IEstimator<ITransformer>> estimator, params string[] options)
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromEnumerable(Rows.Select(row => new Example { Features = row }));
        return Start(estimator(context).Fit(data), data.Schema, options);
    }

    public static async Task<RunningService> Start(ITransformer model, DataViewSchema schema, params string[] options)
    {
        var running = new RunningService(model, schema, options);
        await running._service.StartAsync();
        running.Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = new Uri(running._service.Urls.Single()),
            Timeout = TimeSpan.FromMinutes(5)
        };
        return running;
    }

    /// <summary>Puts another model in the place of the file.</summary>
    public void Replace(Func<MLContext, IEstimator<ITransformer>> estimator)
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(Rows.Select(row => new Example { Features = row }));
        ml.Model.Save(estimator(ml).Fit(data), data.Schema, ModelPath + ".new");
        File.Move(ModelPath + ".new", ModelPath, overwrite: true);
    }

    public async Task<(HttpStatusCode Status, string Body)> Post(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/normalize", UriKind.Relative)) { Content = new StringContent(body) };

        // The service ends a connection whose body it refuses. A client that has not asked may be cut off before it reads the answer.
        request.Headers.ExpectContinue = body.Length > ServiceOptions.LargestBody;
        using HttpResponseMessage answer = await Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _service.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static float[][] MakeRows()
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, 500).Select(_ => Enumerable.Range(0, 5).Select(i => (float)(Math.Pow(10, i) + random.NextDouble()))
            .ToArray())];
    }

    internal sealed class Example
    {
        [VectorType(5)]
        public float[] Features { get; set; } = [];
    }
}
