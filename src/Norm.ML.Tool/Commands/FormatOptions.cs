using System.CommandLine;
using System.CommandLine.Parsing;
using Norm.ML.Tool.Csv;

namespace Norm.ML.Tool.Commands;

/// <summary>The options that say how a text is written; the same for every command that reads one.</summary>
internal sealed class FormatOptions
{
    // Characters that numbers, quotes and lines are made of separate no cells.
    private const string PartOfCells = "\"\r\n.-+";
    private const string PartOfNumbers = "\"\r\n-+eE";

    // They have to lie in what is looked at to find the header.
    private const int MostSkipped = 1000;

    private readonly Option<char?> _separator = new("--separator")
    {
        Description = "What separates cells: a character, 'tab', or 'blank' for any number of spaces and tabs. Default: the one of , ; tab | and "
            + "blanks that the first lines show.",
        HelpName = "CHAR",
        CustomParser = ParseSeparator,
    };

    private readonly Option<bool> _noHeader = new("--no-header")
    {
        Description =
        "The first line is a row already; the columns are called 0, 1, 2, ..."
    };

    private readonly Option<int> _skip = new("--skip")
    {
        Description = "How many lines come before the header.",
        HelpName = "LINES",
    };

    private readonly Option<char?> _comment = new("--comment")
    {
        Description = "Lines that begin with this character are passed over. Default: none.",
        HelpName = "CHAR",
        CustomParser = ParseComment,
    };

    private readonly Option<string[]> _missing = new("--na")
    {
        Description = "A text or number that stands for a missing value, besides nothing, NA, N/A, NaN, null, None, ?, -, . and \\N. "
            + "May be given several times.",
        HelpName = "TEXT",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<char?> _decimal = new("--decimal")
    {
        Description = "What stands before the fraction of a number. Default: a point.",
        HelpName = "CHAR",
        CustomParser = result => ParsePart(result, "--decimal"),
    };

    private readonly Option<char?> _thousands = new("--thousands")
    {
        Description = "What stands between groups of digits: a character, or 'space'. Default: nothing.",
        HelpName = "CHAR",
        CustomParser = result => ParsePart(result, "--thousands"),
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_separator, _noHeader, _skip, _comment, _missing, _decimal, _thousands])
        {
            command.Add(option);
        }

        _skip.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && !(int.TryParse(only.Value, out int lines) && lines is >= 0 and <= MostSkipped))
            {
                result.AddError($"--skip takes 0 to {MostSkipped} lines, not '{only.Value}'.");
            }
        });
        command.Validators.Add(result =>
        {
            char? separator, thousands, point;
            try
            {
                (separator, thousands, point) = (result.GetValue(_separator), result.GetValue(_thousands), result.GetValue(_decimal));
            }
            catch (InvalidOperationException)
            {
                // One of them cannot be read, which is reported with that option.
                return;
            }

            if (thousands is not null && thousands == (point ?? '.'))
            {
                result.AddError($"--decimal and --thousands cannot both be '{thousands}'; --decimal is a point unless it is given.");
            }

            if (separator is not null && separator == point)
            {
                result.AddError($"--separator and --decimal cannot both be '{separator}'.");
            }
        });
    }

    public TextFormat Of(ParseResult parsed) => new()
    {
        Separator = parsed.GetValue(_separator),
        NoHeader = parsed.GetValue(_noHeader),
        Skip = parsed.GetValue(_skip),
        Comment = parsed.GetValue(_comment),
        Missing = parsed.GetValue(_missing) ?? [],
        Decimal = parsed.GetValue(_decimal) ?? '.',
        Thousands = parsed.GetValue(_thousands),
    };

    private static char? ParseComment(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text is [var only] && char.IsAscii(only) && !char.IsLetterOrDigit(only) && !char.IsWhiteSpace(only) && !PartOfCells.Contains(only))
        {
            return only;
        }

        result.AddError($"--comment takes one character like # or %, not '{text}'.");
        return null;
    }

    private static char? ParseSeparator(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text is "blank" or "blanks" or "space" or " ")
        {
            return TextFormat.Blank;
        }

        char? separator = text is "tab" or @"\t" ? '\t' : text is [var only] ? only : null;
        if (separator is { } given && char.IsAscii(given) && !char.IsLetterOrDigit(given) && !PartOfCells.Contains(given))
        {
            return separator;
        }

        result.AddError($"Separator '{text}' is not one character like , ; | or one of the words tab and blank.");
        return null;
    }

    private static char? ParsePart(ArgumentResult result, string option)
    {
        string text = result.Tokens[0].Value;
        char? part = text is "space" && option == "--thousands" ? ' ' : text is [var only] ? only : null;
        if (part is { } given && !char.IsLetterOrDigit(given) && !PartOfNumbers.Contains(given) && !char.IsSurrogate(given)
            && (option == "--thousands" || (char.IsAscii(given) && given != ' ')))
        {
            return part;
        }

        result.AddError($"{option} takes one character{(option == "--thousands" ? " like , . ' or the word space" : " like , or .")}, not '{text}'.");
        return null;
    }
}
