namespace Norm.ML.Internals.Files;

/// <summary>Which names a message offers for one that is not there.</summary>
internal static class SafetensorsNames
{
    private const int Most = 8;

    public static string Describe(string wanted, IReadOnlyList<SafetensorsTensor> tensors)
    {
        if (tensors.Count == 0)
        {
            return "none";
        }
        // Names are paths: those that share the most of the path come first.
        IEnumerable<string> near = tensors.Select(tensor => tensor.Name).OrderByDescending(name => Common(name, wanted)).Take(Most);
        string shown = string.Join(", ", near.Select(SafetensorsFormatException.Show));
        return tensors.Count > Most ? $"{shown} and {tensors.Count - Most} more" : shown;
    }

    private static int Common(string a, string b)
    {
        int length = 0;
        while (length < a.Length && length < b.Length && a[length] == b[length])
        {
            length++;
        }

        return length;
    }
}
