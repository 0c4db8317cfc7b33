namespace Norm.ML.Database.Tests.Servers;

/// <summary>The servers that the tests share, each started when it is first needed. Tests that use them run one after the other.</summary>
public sealed class PostgresServers : IDisposable
{
    private readonly Lazy<PostgresServer>[] _servers = [.. Enumerable.Range(0, 3).Select(_ => new Lazy<PostgresServer>(PostgresServer.Start))];
    private int _names;

    /// <summary>The server that is spoken to.</summary>
    public PostgresServer Main => _servers[0].Value;

    /// <summary>Two more, that hold partitions of its tables.</summary>
    public IReadOnlyList<PostgresServer> Holders => [_servers[1].Value, _servers[2].Value];

    /// <summary>A name that no other test has.</summary>
    public string NewName() => $"t{++_names}";

    public void Dispose()
    {
        foreach (Lazy<PostgresServer> server in _servers.Where(server => server.IsValueCreated))
        {
            server.Value.Dispose();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServers>
{
    public const string Name = "PostgreSQL";
}
