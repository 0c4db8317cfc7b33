using Norm.ML.Tool.Output;

namespace Norm.ML.Tool.Tests.Report;

/// <summary>A test that prints, skipped with the reason where there is no browser.</summary>
internal sealed class PrinterFactAttribute : FactAttribute
{
    public PrinterFactAttribute()
    {
        try
        {
            ChromiumPrinter.Find();
        }
        catch (ToolException absent)
        {
            Skip = absent.Message;
        }
    }
}
