using Microsoft.CodeAnalysis.CSharp;
using Norm.ML.Generators.Tests.Testing;
using Xunit.Sdk;

namespace Norm.ML.Generators.Tests.Caching;

/// <summary>The common check itself can fail.</summary>
public class CachedTests
{
    [Fact]
    public void A_symbol_in_a_stage_is_found()
    {
        object symbol = Source.Compile("class C;").GetTypeByMetadataName("C")!;
        Assert.ThrowsAny<XunitException>(() => Cached.AssertPlain(new { Deep = new[] { symbol } }, []));
    }

    [Fact]
    public void Syntax_in_a_stage_is_found() =>
        Assert.ThrowsAny<XunitException>(() => Cached.AssertPlain(new List<object> { SyntaxFactory.ParseStatement("return;") }, []));

    [Fact]
    public void Plain_data_passes() => Cached.AssertPlain(new { Name = "N", Sizes = new[] { 1, 2 } }, []);
}
