using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Norm.ML.Tool.Models;

namespace Norm.ML.Tool.Commands;

/// <summary>The options that say which norm a model has: the same for every command that writes one.</summary>
internal sealed class NormOptions
{
    private readonly Option<bool> _asDouble = new("--double")
    {
        Description = "The model gives Double. Default: it computes in Double and gives Single, which is what ML.NET's trainers take.",
    };

    private readonly Option<double?> _epsilon = new("--epsilon")
    {
        Description = "What is added to the variance. Default: 0 for batch, 1e-5 for the other norms.",
        HelpName = "E",
    };

    private readonly Option<string?> _constant = new("--constant")
    {
        Description = "What batch does to a column that was constant: center (default) only shifts it, zero makes 0 of it, epsilon divides by the "
            + "root "
            + "of epsilon.",
        HelpName = "WAY",
    };

    private readonly Option<int?> _groups = new("--groups")
    {
        Description = "For group: the groups of columns, each of as many. For instance: the channels, each of as many columns.",
        HelpName = "N",
    };

    /// <summary>Which norm.</summary>
    public Option<string> Norm { get; } = new("--norm")
    {
        Description = "Which norm: " + string.Join("; ", NormChoices.All.Select(norm => $"{norm.Name}: {norm.Description}")) + ".",
        DefaultValueFactory = _ => NormChoices.All[0].Name,
    };

    /// <summary>All options about the norm.</summary>
    public IReadOnlyList<Option> All => [Norm, _asDouble, _epsilon, _constant, _groups];

    public void AddTo(Command command)
    {
        Norm.AcceptOnlyFromAmong([.. NormChoices.All.Select(norm => norm.Name)]);
        _constant.AcceptOnlyFromAmong([.. NormChoices.Constants.Keys]);
        foreach (Option option in All)
        {
            command.Add(option);
        }

        _epsilon.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && !(double.TryParse(only.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value >= 0 && double.IsFinite(value)))
            {
                result.AddError($"--epsilon takes a number of 0 or more, not '{only.Value}'.");
            }
        });
        command.Validators.Add(result =>
        {
            string norm = result.GetResult(Norm)?.Tokens is [var only] ? only.Value : NormChoices.All[0].Name;
            bool grouped = norm is "group" or "instance";
            if (grouped != result.GetResult(_groups) is not null)
            {
                result.AddError(grouped ? $"--norm {norm} needs --groups N." : "--groups is for --norm group and instance.");
            }

            if (result.GetResult(_constant) is not null && norm != "batch")
            {
                result.AddError("--constant is for --norm batch.");
            }

            if (result.GetResult(_groups)?.Tokens is [var count] && !(int.TryParse(count.Value, NumberStyles.None, CultureInfo.InvariantCulture,
                out int groups) && groups >= 1))
            {
                result.AddError($"--groups takes 1 or more, not '{count.Value}'.");
            }
        });
    }

    /// <summary>Whether another option than <see cref="Norm"/> says something about the norm.</summary>
    public bool AnyBeside(CommandResult result) => new Option[] { Norm, _epsilon, _constant, _groups }.Any(
        option => result.GetResult(option) is { Implicit: false });

    public NormOutput Of(ParseResult parsed) => new(NormChoices.Of(parsed.GetRequiredValue(Norm), parsed.GetValue(_epsilon),
        parsed.GetValue(_constant), parsed.GetValue(_groups)), parsed.GetValue(_asDouble));
}
