using Norm.ML.Samples;

try
{
    using WebApplication service = Service.Create(args);
    await service.RunAsync();
    return 0;
}
catch (Exception problem) when (problem is ArgumentException or FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"normalize-service: {problem.Message}");
    return 1;
}
