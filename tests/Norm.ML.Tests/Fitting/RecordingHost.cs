using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Norm.ML.Tests.Fitting;

/// <summary>ML.NET's environment, with a record of the progress that components report to it.</summary>
internal sealed class RecordingHost(IHost inner, RecordingHost.Record record) : IHost
{
    /// <summary>What was reported, by all components of an environment.</summary>
    public sealed class Record
    {
        public List<string> Channels { get; } = [];

        public List<string> Units { get; } = [];

        public List<double?> Checkpoints { get; } = [];

        public Action<IProgressEntry>? Fill { get; set; }

        public int Open { get; set; }
    }

    /// <summary>The catalog of an environment that keeps a record.</summary>
    public static TransformsCatalog Catalog(MLContext context, Record record) => (TransformsCatalog)Activator.CreateInstance(
        typeof(TransformsCatalog), BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null,
        [new RecordingHost(((IHostEnvironment)context).Register("test"), record)], null)!;

    public Random Rand => inner.Rand;

    public ComponentCatalog ComponentCatalog => inner.ComponentCatalog;

    public string ContextDescription => inner.ContextDescription;

    public IHost Register(string name, int? seed = null, bool? verbose = null) => new RecordingHost(inner.Register(name, seed, verbose), record);

    public IChannel Start(string name) => inner.Start(name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => inner.StartPipe<TMessage>(name);

    public TException Process<TException>(TException exception)
        where TException : Exception => inner.Process(exception);

    public IProgressChannel StartProgressChannel(string name)
    {
        record.Channels.Add(name);
        record.Open++;
        return new Progress(record);
    }

    private sealed class Progress(Record record) : IProgressChannel
    {
        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
        {
            record.Units.AddRange(header.UnitNames);
            record.Fill = fillAction;
        }

        public void Checkpoint(params double?[] values)
        {
            lock (record.Checkpoints)
            {
                record.Checkpoints.AddRange(values);
            }
        }

        public IProgressChannel StartProgressChannel(string name) => throw new NotSupportedException();

        public void Dispose() => record.Open--;
    }
}
