namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>Fields from the first to the last index, or to the end of the line.</summary>
    public sealed class Range
    {
        public int Min;

        public int? Max;

        /// <summary>To the end of the line, where all lines are of one length.</summary>
        public bool AutoEnd;

        /// <summary>To the end of the line, whatever its length.</summary>
        public bool VariableEnd;

        /// <summary>Only the fields that no other column takes.</summary>
        public bool AllOther;

        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min)
                throw new ArgumentOutOfRangeException(nameof(max), $"The range ends at {max}, before it starts at {min}.");
            Min = min;
            Max = max;
            ForceVector = true;
            AutoEnd = max == null;
        }
    }
}
