namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    public class Options
    {
        /// <summary>Whether a field may stand in double quotes and then hold separators.</summary>
        public bool AllowQuoting = Defaults.AllowQuoting;

        /// <summary>Whether a line may end in items of the form index:value.</summary>
        public bool AllowSparse = Defaults.AllowSparse;

        /// <summary>The number of fields in a line; by default, sparse lines say their length themselves.</summary>
        public int? InputSize;

        public char[] Separators = [Defaults.Separator];

        public char DecimalMarker = Defaults.DecimalMarker;

        public Column[] Columns;

        /// <summary>Whether white space at the end of lines is cut off.</summary>
        public bool TrimWhitespace = Defaults.TrimWhitespace;

        public bool HasHeader = Defaults.HasHeader;

        public bool UseThreads = true;

        /// <summary>Whether a quoted field may hold line ends.</summary>
        public bool ReadMultilines = Defaults.ReadMultilines;

        /// <summary>A file whose first line names the fields.</summary>
        public string HeaderFile;

        public long? MaxRows;

        public char EscapeChar = Defaults.EscapeChar;

        /// <summary>Whether an empty or absent field is NaN in a column of real numbers, not zero.</summary>
        public bool MissingRealsAsNaNs = Defaults.MissingRealsAsNaNs;
    }

    internal static class Defaults
    {
        internal const bool AllowQuoting = false;
        internal const bool AllowSparse = false;
        internal const char Separator = '\t';
        internal const char DecimalMarker = '.';
        internal const bool HasHeader = false;
        internal const bool TrimWhitespace = false;
        internal const bool ReadMultilines = false;
        internal const char EscapeChar = '"';
        internal const bool MissingRealsAsNaNs = false;
    }
}
