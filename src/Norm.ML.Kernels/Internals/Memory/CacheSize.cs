using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Norm.ML.Internals.Memory;

/// <summary>The size of the processor's largest cache, which the threshold of non-temporal stores follows.</summary>
internal static class CacheSize
{
    /// <summary>Bytes of the last level. Where the processor does not say it, 32 MiB.</summary>
    public static nint Last { get; } = nint.Clamp(Find(), 1 << 20, 1 << 30);

    private const nint Unknown = 32 << 20;

    private static nint Find()
    {
        nint found = X86Base.IsSupported ? FromProcessor() : FromSystem();
        return found > 0 ? found : Unknown;
    }

    // Leaf 4 of Intel, 0x8000001D of AMD: one sub-leaf for each cache, in the same format.
    private static nint FromProcessor()
    {
        nint largest = 0;
        foreach (int leaf in new[] { 4, unchecked((int)0x8000001D) })
        {
            int first = leaf & unchecked((int)0x80000000);
            if (unchecked((uint)X86Base.CpuId(first, 0).Eax) < unchecked((uint)leaf))
            {
                continue;
            }

            for (int index = 0; index < 16; index++)
            {
                (int eax, int ebx, int ecx, _) = X86Base.CpuId(leaf, index);
                if ((eax & 31) == 0)
                {
                    break;
                }

                nint ways = ((ebx >> 22) & 1023) + 1, partitions = ((ebx >> 12) & 1023) + 1, line = (ebx & 4095) + 1, sets = (nint)(uint)ecx + 1;
                largest = nint.Max(largest, ways * partitions * line * sets);
            }
        }

        return largest;
    }

    // Linux on other processors.
    private static nint FromSystem()
    {
        nint largest = 0;
        try
        {
            for (int index = 0; index < 8; index++)
            {
                string file = string.Create(CultureInfo.InvariantCulture, $"/sys/devices/system/cpu/cpu0/cache/index{index}/size");
                if (!File.Exists(file))
                {
                    break;
                }

                string text = File.ReadAllText(file).Trim();
                if (text.EndsWith('K') && nint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out nint kibibytes))
                {
                    largest = nint.Max(largest, kibibytes << 10);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }

        return largest;
    }
}
