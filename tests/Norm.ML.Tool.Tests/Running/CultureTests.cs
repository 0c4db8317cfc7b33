using System.Globalization;

namespace Norm.ML.Tool.Tests.Running;

/// <summary>Numbers are read and written the same whatever the culture.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public CultureTests()
    {
        // As in German and Swedish, and worse; made here, because a machine may have no culture but the invariant one.
        var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        hostile.NumberFormat = new NumberFormatInfo
        {
            NegativeSign = "\u2212",
            NumberDecimalSeparator = ",",
            NumberGroupSeparator = ".",
            NaNSymbol = "¤¤¤",
            PositiveInfinitySymbol = "oändlig",
        };
        hostile.TextInfo.ListSeparator = ";";
        CultureInfo.CurrentCulture = hostile;
    }

    [Fact]
    public void The_culture_is_hostile() => Assert.Equal("\u22121,5", (-1.5).ToString());

    [Fact]
    public void Statistics_and_results_are_invariant()
    {
        Outcome outcome = _place.Run("fit", _place.Write("data.csv", "a,b\n-1.5,1\n1.5,NaN\n1.5,4\n"), "--out", _place.At("model.zip")).Succeeded();
        Assert.Equal(["3", "0", "0.5", "1.4142135623730951", "-1.5", "1.5"], outcome.Table()["a"][1..]);
        Assert.Equal("a,b\n-1.4142135623730951,-1\n,NaN\n", _place.Apply(_place.At("model.zip"), "a,b\n-1.5,1\n,NaN\n"));
    }

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _before;
        _place.Dispose();
    }
}
