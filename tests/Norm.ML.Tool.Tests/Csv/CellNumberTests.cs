using System.Globalization;
using System.Text;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Tests.Csv;

/// <summary>Every decimal number is read as the double that the framework gives.</summary>
public class CellNumberTests
{
    [Fact]
    public void Any_double_is_read_back()
    {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
            {
                Same(value.ToString("R", CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public void Any_digits_are_rounded_to_the_nearest()
    {
        var random = new Random(2);
        for (int i = 0; i < 200_000; i++)
        {
            var text = new StringBuilder(random.Next(3) switch { 0 => "-", 1 => "+", _ => "" });
            int digits = random.Next(1, 25), point = random.Next(0, 2 * digits);
            for (int k = 0; k < digits; k++)
            {
                text.Append(k == point ? "." : "").Append((char)('0' + random.Next(10)));
            }

            if (random.Next(2) == 0)
            {
                text.Append(random.Next(2) == 0 ? 'e' : 'E').Append(random.Next(3) == 0 ? "+" : "").Append(random.Next(320));
            }
            else if (random.Next(2) == 0)
            {
                text.Append("e-").Append(random.Next(350));
            }

            Same(text.ToString());
        }
    }

    [Fact]
    public void Halves_between_two_doubles_go_to_the_even_one()
    {
        var random = new Random(3);
        for (int i = 0; i < 100_000; i++)
        {
            int bits = random.Next(1, 11);
            ulong half = ((ulong)random.NextInt64(1L << 52, 1L << 53) << bits) + (1UL << (bits - 1));
            foreach (ulong number in (ulong[])[half - 1, half, half + 1])
            {
                Same($"{number}");
                Same($"{number}e-{random.Next(1, 30)}");
                Same($"{number}e{random.Next(1, 30)}");
            }
        }

        for (long i = (1L << 52) + 1; i < (1L << 52) + 1000; i++)
        {
            Same($"{i}.5");
            Same($"{i}.50000000000000000000000000000001");
            Same($"{2 * i}.25");
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0e5")]
    [InlineData("2.2250738585072014e-308")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("5e-324")]
    [InlineData("2e-324")]
    [InlineData("1e-400")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("1.7976931348623158e308")]
    [InlineData("9007199254740993")]
    [InlineData("12345678.87654321")]
    [InlineData("00000000000000000000000000001")]
    public void Edges(string text) => Same(text);

    [Theory]
    [InlineData("+-1")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("e5")]
    [InlineData("12345678x")]
    [InlineData("1:345678")]
    [InlineData("123/5678")]
    [InlineData("1,5")]
    [InlineData("1e999")]
    [InlineData("1.7976931348623159e308")]
    [InlineData("infinit")]
    [InlineData("nano")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    public void Everything_else_is_a_text(string text) => Assert.False(CellRules.Default.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("1,5", ',', null, 1.5)]
    [InlineData("-1.234,5", ',', '.', -1234.5)]
    [InlineData("1,234,567.25", '.', ',', 1234567.25)]
    [InlineData("12,34,567", '.', ',', 1234567)]
    [InlineData("1\u00A0234", '.', '\u00A0', 1234)]
    [InlineData("1'234", '.', '\'', 1234)]
    [InlineData("1234", '.', ',', 1234)]
    public void Decimal_signs_and_groups_of_digits_are_read_as_told(string text, char sign, char? thousands, double expected)
    {
        Assert.True(new CellRules(new TextFormat { Decimal = sign, Thousands = thousands }).TryParse(Encoding.UTF8.GetBytes(text), out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("1,2345")]
    [InlineData(",234")]
    [InlineData("1234,567")]
    [InlineData("1,,234")]
    [InlineData("1,234,")]
    public void What_is_not_in_groups_of_three_is_a_text(string text) =>
        Assert.False(new CellRules(new TextFormat { Thousands = ',' }).TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("-999", "-999")]
    [InlineData("-999", "-999.0")]
    [InlineData("gone", "GONE")]
    public void A_text_or_number_that_is_told_is_missing(string told, string text)
    {
        var rules = new CellRules(new TextFormat { Missing = [told] });
        Assert.True(rules.IsMissing(Encoding.UTF8.GetBytes(text)));
        Assert.True(rules.TryParse(Encoding.UTF8.GetBytes(text), out double value));
        Assert.True(double.IsNaN(value));
    }

    private static void Same(string text)
    {
        double expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        bool read = CellRules.Default.TryParse(Encoding.UTF8.GetBytes(text), out double value);
        Assert.Equal(double.IsFinite(expected), read);
        if (read && BitConverter.DoubleToInt64Bits(expected) != BitConverter.DoubleToInt64Bits(value))
        {
            Assert.Fail($"'{text}' was read as {value:R}, not {expected:R}.");
        }
    }
}
