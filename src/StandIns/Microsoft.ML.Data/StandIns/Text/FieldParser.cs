using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.StandIns;

/// <summary>Reads a field's text as a value; false if the text is none.</summary>
internal delegate bool FieldParser<TValue>(ReadOnlyMemory<char> text, out TValue value);

/// <summary>How text is read, by type. Culture never matters.</summary>
internal static class FieldParser
{
    private static readonly string[] Missing = ["?", "NA", "N/A", "NaN"];

    public static ulong LargestKey(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => byte.MaxValue,
        TypeCode.UInt16 => ushort.MaxValue,
        TypeCode.UInt32 => uint.MaxValue,
        _ => ulong.MaxValue,
    };

    /// <summary>Whether a value of the type can be missing; what cannot be read is then missing, not an error.</summary>
    public static bool HasMissing(PrimitiveDataViewType type) =>
        type is KeyDataViewType || type.RawType == typeof(float) || type.RawType == typeof(double);

    public static FieldParser<TValue> Of<TValue>(PrimitiveDataViewType type, char decimalMarker)
    {
        Delegate parser = type switch
        {
            KeyDataViewType key => Key<TValue>(key.Count),
            _ when typeof(TValue) == typeof(float) => (FieldParser<float>)Single,
            _ when typeof(TValue) == typeof(double) => (FieldParser<double>)Double,
            _ when typeof(TValue) == typeof(ReadOnlyMemory<char>) => (FieldParser<ReadOnlyMemory<char>>)Text,
            _ when typeof(TValue) == typeof(bool) => (FieldParser<bool>)Bool,
            _ when typeof(TValue) == typeof(TimeSpan) => (FieldParser<TimeSpan>)Time,
            _ when typeof(TValue) == typeof(DateTime) => (FieldParser<DateTime>)Date,
            _ when typeof(TValue) == typeof(DateTimeOffset) => (FieldParser<DateTimeOffset>)DateOffset,
            _ => Generics.Call<Delegate>(Integer<int>, [typeof(TValue)]),
        };
        return (FieldParser<TValue>)parser;

        bool Double(ReadOnlyMemory<char> text, out double value)
        {
            string number = decimalMarker == '.' ? text.ToString() : text.ToString().Replace(decimalMarker, '.');
            if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
                return true;
            value = double.NaN;
            return Missing.Contains(text.ToString(), StringComparer.OrdinalIgnoreCase);
        }

        bool Single(ReadOnlyMemory<char> text, out float value)
        {
            string number = decimalMarker == '.' ? text.ToString() : text.ToString().Replace(decimalMarker, '.');
            if (float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
                return true;
            value = float.NaN;
            return Missing.Contains(text.ToString(), StringComparer.OrdinalIgnoreCase);
        }
    }

    private static bool Text(ReadOnlyMemory<char> text, out ReadOnlyMemory<char> value)
    {
        value = text;
        return true;
    }

    private static bool Bool(ReadOnlyMemory<char> text, out bool value)
    {
        switch (text.ToString().ToUpperInvariant())
        {
            case "T" or "Y" or "1" or "+" or "ON" or "YES" or "TRUE" or "+1":
                value = true;
                return true;
            case "" or "F" or "N" or "0" or "-" or "NO" or "OFF" or "FALSE" or "-1":
                value = false;
                return true;
            default:
                value = false;
                return false;
        }
    }

    private static bool Time(ReadOnlyMemory<char> text, out TimeSpan value) =>
        TimeSpan.TryParse(text.Span, CultureInfo.InvariantCulture, out value);

    private static bool Date(ReadOnlyMemory<char> text, out DateTime value) => DateTime.TryParse(
        text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value);

    private static bool DateOffset(ReadOnlyMemory<char> text, out DateTimeOffset value) =>
        DateTimeOffset.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);

    private static Delegate Integer<TValue>()
        where TValue : struct, ISpanParsable<TValue> =>
        (FieldParser<TValue>)((ReadOnlyMemory<char> text, out TValue value) =>
            TValue.TryParse(text.Span, CultureInfo.InvariantCulture, out value));

    /// <summary>Text counts keys from zero, columns from one; what is no key becomes the missing one.</summary>
    private static FieldParser<TValue> Key<TValue>(ulong count) => (ReadOnlyMemory<char> text, out TValue value) =>
    {
        bool isNumber = ulong.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number);
        bool isKey = isNumber && number < count;
        value = (TValue)Convert.ChangeType(isKey ? number + 1 : 0, typeof(TValue), CultureInfo.InvariantCulture);
        return isKey || Missing.Contains(text.ToString(), StringComparer.OrdinalIgnoreCase);
    };
}
