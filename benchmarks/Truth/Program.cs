using System.CommandLine;
using Norm.ML.Truth;

var folder = new Argument<string>("folder") { Description = "A folder with a problem." };
var result = new Argument<string>("result") { Description = "An .npy file with the results of any implementation." };
var norm = new Option<NormName>("--norm") { Description = "The norm.", DefaultValueFactory = _ => NormName.LayerNorm };
var size = new Option<int>("--size") { Description = "Elements that share a mean and a deviation.", DefaultValueFactory = _ => 768 };
var rows = new Option<int>("--rows") { Description = "How many of them.", DefaultValueFactory = _ => 64 };
var seed = new Option<int>("--seed") { Description = "Another seed, other data.", DefaultValueFactory = _ => 1 };
var outputs = new Option<long>("--outputs") { Description = "How many outputs of each norm to compare.", DefaultValueFactory = _ => 1_000_000 };
var contenders = new Option<string[]>("--of")
{
    Description = $"Implementations: {string.Join(", ", Contenders.All)}.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => ["exact"],
};
contenders.AcceptOnlyFromAmong([.. Contenders.All]);
contenders.Validators.Add(asked =>
{
    foreach (string peer in asked.Tokens.Select(token => token.Value).Where(NativePeer.Names.Contains))
    {
        if (NativePeer.Absent(peer) is { } reason)
        {
            asked.AddError(reason);
        }
    }
});
var errors = new Option<bool>("--errors") { Description = "Measure the largest error, too; takes twice as long." };
var threads = new Option<int>("--threads") { Description = "Threads.", DefaultValueFactory = _ => Environment.ProcessorCount };

var write = new Command("write", "Writes a problem and its truth.") { folder, norm, size, rows, seed };
write.SetAction(r => Files.Write(r.GetValue(folder)!, r.GetValue(norm), r.GetValue(size), r.GetValue(rows), r.GetValue(seed)));
var measure = new Command("measure", "Compares results with the truth of a problem.") { folder, result };
measure.SetAction(r => Files.Measure(r.GetValue(folder)!, r.GetValue(result)!));
var compare = new Command("compare", "Compares implementations in this process with the truth.") { contenders, outputs, seed, errors, threads };
compare.SetAction(r => Run.Compare(r.GetValue(contenders)!, r.GetValue(outputs), r.GetValue(seed), r.GetValue(errors), r.GetValue(threads)));
return new RootCommand("The truth of norms over floats, with 512 bits, for any implementation.") { write, measure, compare }.Parse(args).Invoke();
