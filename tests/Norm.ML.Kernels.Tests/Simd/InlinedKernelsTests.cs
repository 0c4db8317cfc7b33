using System.Diagnostics.Tracing;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Kernels.Tests.Simd;

/// <summary>
/// A generated kernel is one method. The JIT stops to inline into a method that has 512 locals, says so in an event only, and the kernel then takes
/// twice the time.
/// </summary>
[Collection(nameof(InlinedKernelsTests))]
[CollectionDefinition(nameof(InlinedKernelsTests), DisableParallelization = true)]
public sealed partial class InlinedKernelsTests
{
    // Kernels of this test alone, so that it is the first to compile them: the longest rows of each plan.
    [LayerNorm<float>(8)] private readonly partial struct Layer8;
    [LayerNorm<float>(16)] private readonly partial struct Layer16;
    [LayerNorm<float>(127)] private readonly partial struct Layer127;
    [LayerNorm<float>(128)] private readonly partial struct Layer128;
    [RmsNorm<float>(8, UnitOffset = true)] private readonly partial struct Rms8;
    [RmsNorm<float>(128, UnitOffset = true)] private readonly partial struct Rms128;
    [LayerNorm<float>(8, Precision = NormPrecision.Fast)] private readonly partial struct Fast8;

    [Fact]
    public void Everything_that_a_kernel_calls_is_inlined()
    {
        if (!Avx2.IsSupported || !Fma.IsSupported)
        {
            return; // two vectors of 128 bits stand for each here, and more calls are left
        }

        using var listener = new Listener();
        float[] x = [.. Enumerable.Range(0, 40 * 128).Select(i => (float)(i % 7))], ones = [.. Enumerable.Repeat(1f, 128)], y = new float[x.Length];
        Layer8.Normalize(x.AsSpan(0, 320), ones.AsSpan(0, 8), ones.AsSpan(0, 8), y);
        Layer16.Normalize(x.AsSpan(0, 640), ones.AsSpan(0, 16), ones.AsSpan(0, 16), y);
        Layer127.Normalize(x.AsSpan(0, 40 * 127), ones.AsSpan(0, 127), ones.AsSpan(0, 127), y);
        Layer128.Normalize(x, ones, ones, y);
        Rms8.Normalize(x.AsSpan(0, 320), ones.AsSpan(0, 8), default, y);
        Rms128.Normalize(x, ones, default, y);
        Fast8.Normalize(x.AsSpan(0, 320), ones.AsSpan(0, 8), ones.AsSpan(0, 8), y);
        listener.WaitForTheRest();
        Assert.True(listener.Inlined > 500, $"{listener.Inlined} calls were inlined");
        Assert.Empty(listener.Refused);
    }

    private sealed class Listener : EventListener
    {
        private const EventKeywords JitTracing = (EventKeywords)0x1000;

        private readonly List<string> _refused = [];

        public int Inlined { get; private set; }

        public IReadOnlyList<string> Refused => _refused;

        // Events of the runtime come a little later, from a thread of its own.
        public void WaitForTheRest()
        {
            for (int before = -1; before != Inlined; Thread.Sleep(300))
            {
                before = Inlined;
            }
        }

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(source, EventLevel.Verbose, JitTracing);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs data)
        {
            string Value(string name) => data.Payload![data.PayloadNames!.IndexOf(name)]!.ToString()!;
            if (data.EventName is not { } name || !name.StartsWith("MethodJitInlining", StringComparison.Ordinal)
                || !Value("MethodBeingCompiledNamespace").StartsWith("Norm.ML.Simd.UnrolledRows", StringComparison.Ordinal))
            {
                return;
            }

            if (name.StartsWith("MethodJitInliningSucceeded", StringComparison.Ordinal))
            {
                Inlined++;
            }
            else if (Value("FailReason") is var reason && (reason.Contains("locals") || reason.Contains("budget")))
            {
                _refused.Add($"{reason}: {Value("MethodBeingCompiledName")}, {Value("InlineeNamespace")}.{Value("InlineeName")}");
            }
        }
    }
}
