using Norm.ML.Others;

switch (args)
{
    case ["duckdb"]:
        DuckDb.Run();
        return 0;
    case ["onnxruntime"]:
        OnnxRuntime.Run();
        return 0;
    default:
        Console.Error.WriteLine("""
            duckdb        the variance of one column in several runs on several threads
            onnxruntime   LayerNormalization of numbers about 1e30
            PyTorch: ATEN_CPU_CAPABILITY=default python3 benchmarks/Others/pytorch.py, and again with avx2
            """);
        return 2;
}
