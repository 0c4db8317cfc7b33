namespace Norm.ML.Internals.Checks;

/// <summary>
/// The counts in the entries of ML.NET's transformers that stand beside norms most often: their loaders make arrays of as many elements as a count
/// says. Numbers of texts are four bytes each.
/// </summary>
internal static class ColumnListCheck
{
    private const int TextBytes = sizeof(int);

    // Before it, other things came first.
    private const uint FirstKnownVersion = 0x00010003;

    /// <param name="signature">The transformer.</param>
    /// <param name="version">Of what was written.</param>
    /// <param name="model">What it wrote.</param>
    /// <param name="place">What messages call it.</param>
    /// <exception cref="ModelFormatException">It claims more than is there.</exception>
    public static void Run(string signature, uint version, ReadOnlySpan<byte> model, string place)
    {
        var cursor = new EntryCursor(model, place);
        switch (signature)
        {
            case "ConcatTransform" when version >= FirstKnownVersion:
                // A name, the number of columns that are joined, and for each its name and another.
                for (int left = cursor.Count(2 * TextBytes); left > 0; left--)
                {
                    cursor.Int32();
                    cursor.Take(2L * TextBytes * cursor.Count(2 * TextBytes));
                }

                break;
            case "CopyTransform":
            case "ConvertTransform" when version >= FirstKnownVersion:
                // The names of a result and of what it is made of, and for a conversion its type.
                cursor.Take(2L * TextBytes * cursor.Count(2 * TextBytes));
                break;
        }
    }
}
