using System.Globalization;

namespace Norm.ML.Samples.Live;

/// <summary>The command line: a command, and options with values.</summary>
internal sealed class CommandLine
{
    private const string Usage = """
        usage:
          silo --number N [--ports 11110] [--postgres CONNECTION]            N from 1; without PostgreSQL, silo 1 comes first and state is in memory
          client [--silos 2] [--ports 11110] [--postgres CONNECTION] [--urls http://127.0.0.1:5080]
          cost [--postgres CONNECTION] [--silos N] [--out FILE.md]            calls per second, in memory and with PostgreSQL; on 1 and 3 silos
          memory [--out FILE.md]                                             memory and stored bytes of a partition
        """;

    private readonly Dictionary<string, string> _options = [];

    private CommandLine(string command) => Command = command;

    public string Command { get; }

    /// <summary>The silo's number, from 1.</summary>
    public int Number => Integer("number", null, 1, 99);

    public int Silos => Integer("silos", "2", 1, 99);

    public bool AsksForSilos => _options.ContainsKey("silos");

    /// <summary>Silo N listens to silos on this port plus N, and to clients on that plus 100.</summary>
    public int Ports => Integer("ports", "11110", 1024, 65_000);

    public string? Postgres => _options.GetValueOrDefault("postgres");

    public string Urls => _options.GetValueOrDefault("urls", "http://127.0.0.1:5080");

    public string? Out => _options.GetValueOrDefault("out");

    /// <exception cref="ArgumentException">An option is unknown, missing or has no such value.</exception>
    public static CommandLine Read(string[] args)
    {
        string[] known = args.FirstOrDefault() switch
        {
            "silo" => ["number", "ports", "postgres"],
            "client" => ["silos", "ports", "postgres", "urls"],
            "cost" => ["postgres", "silos", "out"],
            "memory" => ["out"],
            _ => throw new ArgumentException(Usage),
        };
        var line = new CommandLine(args[0]);
        for (int i = 1; i < args.Length; i += 2)
        {
            string name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!known.Contains(name) || i + 1 == args.Length || !line._options.TryAdd(name, args[i + 1]))
            {
                throw new ArgumentException($"'{args[i]}' is unknown, given twice or has no value.\n{Usage}");
            }
        }
        return line;
    }

    private int Integer(string name, string? otherwise, int least, int most)
    {
        string text = _options.GetValueOrDefault(name) ?? otherwise ?? throw new ArgumentException($"--{name} is missing.\n{Usage}");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value
            : throw new ArgumentException($"--{name} is '{text}'; accepted: {least} to {most}.");
    }
}
