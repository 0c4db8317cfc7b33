namespace Norm.ML.Internals.Checks;

/// <summary>
/// The counts in the entries of ML.NET's transformers that stand beside norms most often: their loaders make arrays of as many elements as a count
/// says. Numbers of texts are four bytes each.
/// </summary>
internal static class ColumnListCheck
{
    private const int TextBytes = sizeof(int);
    private const int SelectFlags = 3;
    private const int LongestVector = 1 << 24;

    // The transformers that begin with the names of results and of what they are made of, and the version from which on they are known to.
    private static readonly Dictionary<string, uint> Pairs = new(StringComparer.Ordinal)
    {
        ["CopyTransform"] = 0x00010001,
        ["ConvertTransform"] = 0x00010003,
        ["TermTransform"] = 0x00010003,
        ["KeyToValueTransform"] = 0x00010001,
        ["KeyToVectorTransform"] = 0x00010002,
        ["ValueMappingTransformer"] = 0x00010001,
        ["NAReplaceTransform"] = 0x00010002,
        ["NaIndicatorTransform"] = 0x00010001,
        ["TextNormalizerTransform"] = 0x00010001,
        ["TokenizeTextTransform"] = 0x00010001,
        ["CharToken"] = 0x00010002,
        ["GcnTransform"] = 0x00010003,
        ["HashTransform"] = 0x00010004,
        ["Normalizer"] = 0x00010002,
    };

    // Before it, other things came first.
    private const uint FirstKnownVersionOfConcat = 0x00010003;

    /// <param name="signature">The transformer.</param>
    /// <param name="version">Of what was written.</param>
    /// <param name="model">What it wrote.</param>
    /// <param name="place">What messages call it.</param>
    /// <exception cref="ModelFormatException">It claims more than is there.</exception>
    public static void Run(string signature, uint version, ReadOnlySpan<byte> model, string place)
    {
        var cursor = new EntryCursor(model, place);
        if (signature == "ConcatTransform" && version >= FirstKnownVersionOfConcat)
        {
            // A name, the number of columns that are joined, and for each its name and another.
            for (int left = cursor.Count(2 * TextBytes); left > 0; left--)
            {
                cursor.Int32();
                cursor.Take(2L * TextBytes * cursor.Count(2 * TextBytes));
            }
        }
        else if (signature == "SelectColumnsTransform")
        {
            // Three switches, then the names that stay or go.
            cursor.Take(SelectFlags);
            cursor.Take((long)TextBytes * cursor.Count(TextBytes));
        }
        else if (signature is "AffineNormExec" or "BinNormExec" or "CdfNormExec" or "Linear2CExec" or "LinearRegressionExec")
        {
            CheckNumbers(signature, ref cursor);
        }
        else if (Pairs.TryGetValue(signature, out uint known) && version >= known)
        {
            int columns = cursor.Count(2 * TextBytes);
            cursor.Take(2L * TextBytes * columns);
            CheckColumns(signature, ref cursor, columns);
        }
    }

    // Arrays of numbers after their lengths, which begin with the bytes of a number.
    private static void CheckNumbers(string signature, ref EntryCursor cursor)
    {
        int size = cursor.Int32();
        if (size is not (sizeof(float) or sizeof(double)))
        {
            throw cursor.Wrong($"its numbers have {size} bytes");
        }

        switch (signature)
        {
            case "BinNormExec":
                for (int left = cursor.Count(sizeof(int) + size); left > 0; left--)
                {
                    cursor.Take((long)size * cursor.Count(size));
                }

                return;
            case "CdfNormExec":
                cursor.Byte();
                cursor.Take(2L * size * cursor.Count(2 * size));
                return;
            case "AffineNormExec":
                CheckLength(cursor.Int32(), ref cursor);
                break;
            default:
                cursor.Take(size); // what is added to the sum
                CheckLength(cursor.Int32(), ref cursor);
                break;
        }

        // The places of those that are not 0 or 1, and -1 for all; then one or two arrays.
        int places = cursor.Int32();
        cursor.Take(places < 0 ? 0 : (long)sizeof(int) * places);
        cursor.Take((long)size * cursor.Count(size));
        if (signature == "AffineNormExec")
        {
            cursor.Take((long)size * cursor.Count(size));
        }
    }

    // An array of this length is made even where few of its numbers are in the file.
    private static void CheckLength(int length, ref EntryCursor cursor)
    {
        if (length is < 0 or > LongestVector)
        {
            throw cursor.Wrong($"it claims a vector of {length} elements; at most {LongestVector} are accepted");
        }
    }

    // What follows for each column, where it has a count.
    private static void CheckColumns(string signature, ref EntryCursor cursor, int columns)
    {
        for (int i = 0; i < columns; i++)
        {
            switch (signature)
            {
                case "TokenizeTextTransform":
                    cursor.Take((long)sizeof(char) * cursor.Count(sizeof(char)));
                    break;
                case "Normalizer":
                    // Whether it is a vector, and the type of its elements; its dimensions. What follows a scalar is not known.
                    if (cursor.Byte() == 0)
                    {
                        return;
                    }

                    cursor.Byte();
                    cursor.Take((long)sizeof(int) * cursor.Count(sizeof(int)));
                    break;
                case "NAReplaceTransform":
                    // What takes the place of a missing value: its type, then itself.
                    SchemaType.Read(ref cursor).CheckValues(ref cursor, 1);
                    break;
            }
        }
    }
}
