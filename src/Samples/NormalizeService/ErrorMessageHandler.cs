using System.Runtime.CompilerServices;

namespace Norm.ML.Samples;

/// <summary>A message that is put together only where something is wrong: one string per number would be a string per number.</summary>
[InterpolatedStringHandler]
ref struct ErrorMessageHandler
{
    DefaultInterpolatedStringHandler _text;

    public ErrorMessageHandler(int literalLength, int formattedCount, bool holds, out bool wanted)
    {
        wanted = !holds;
        _text = wanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
