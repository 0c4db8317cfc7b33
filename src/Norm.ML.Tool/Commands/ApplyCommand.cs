using System.CommandLine;
using System.Globalization;
using Norm.ML.Tool.Output;
using Norm.ML.Tool.Results;

namespace Norm.ML.Tool.Commands;

/// <summary><c>norm-ml apply</c>: its options; <see cref="ApplyJob"/> is its work.</summary>
internal sealed class ApplyCommand : ToolCommand
{
    private const int MostDigits = 17;

    private readonly Argument<string> _model = new("MODEL.zip") { Description = "A model that 'norm-ml fit' or another ML.NET program wrote." };

    private readonly Argument<string[]> _data = SharedOptions.Data();

    private readonly Option<string?> _output = SharedOptions.Out("The file to write, or - for standard output. The end of its name says the format. "
        + "Default: DATA.normalized.csv beside DATA.csv, and so on.");

    private readonly Option<string?> _to = new("--to")
    {
        Description = "The format of the result, whatever its name: csv, parquet, arrow (a stream where it goes to a pipe) or npy.",
        HelpName = "FORMAT",
    };

    private readonly Option<string[]> _select = new("--select")
    {
        Description = "The columns of the result that are written, in this order, with * for any characters. Comma-separated. Default: all.",
        HelpName = "a,b,...",
    };

    private readonly Option<bool> _append = new("--append") { Description = "Keeps the original columns, and adds the results as NAME_normalized." };

    private readonly Option<bool> _inverse = new("--inverse")
    {
        Description = "Goes back: from normalized columns to the original values. For BatchNorm.",
    };

    private readonly Option<int?> _digits = new("--digits")
    {
        Description = $"How many significant digits numbers have in CSV, 1 to {MostDigits}. Default: as many as read back as the same number.",
        HelpName = "N",
    };

    private readonly Option<bool> _asSingle = new("--float") { Description = "Rounds results to Single. Default: all digits of the norm's Doubles." };

    private readonly Option<long?> _maximumBytes = SharedOptions.MaximumModelBytes();

    private readonly Option<int> _workers = FitScaleOptions.CreateWorkers();

    private readonly FormatOptions _format = new();

    public ApplyCommand(Terminal terminal)
        : base(terminal, "apply", "Writes the data with the normalized columns in place of the originals.")
    {
        _to.AcceptOnlyFromAmong([.. ResultFormat.All.Select(format => format.Name)]);
        _digits.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && !(int.TryParse(only.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                && value is >= 1 and <= MostDigits))
            {
                result.AddError($"--digits takes 1 to {MostDigits}, not '{only.Value}'.");
            }
        });
        Add(_model);
        Add(_data);
        AddOptions(_output, _to, _select, _append, _inverse, _digits, _asSingle, _maximumBytes, _workers);
        _format.AddTo(this);
    }

    protected override int Run(CancellationToken cancellation)
    {
        var job = new ApplyJob
        {
            Model = Parsed.GetRequiredValue(_model),
            Data = Values(_data),
            Result = Value(_output),
            To = Value(_to) is { } name ? ResultFormat.Named(name) : null,
            Select = Values(_select),
            Append = Value(_append),
            Inverse = Value(_inverse),
            Numbers = new(Value(_asSingle), Value(_digits)),
            MaximumModelBytes = Value(_maximumBytes),
            Workers = Value(_workers),
            Format = _format.Of(Parsed),
            Terminal = Terminal,
        };
        job.Run(cancellation);
        return ExitCode.Success;
    }
}
