using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;
using Norm.ML.Tests.Contract;

namespace Norm.ML.Tests.Trainers;

/// <summary>ML.NET's trainers after our estimators.</summary>
public class TrainerTests
{
    readonly MLContext _context = new(seed: 1);
    readonly IDataView _data;

    public TrainerTests() => _data = ContractRow.Load(_context);

    /// <summary>The cases whose output a trainer can take: trainers read vectors of Single, of known size.</summary>
    public static TheoryData<string> Names
    {
        get
        {
            var context = new MLContext(seed: 1);
            IDataView data = ContractRow.Load(context);
            return [.. ContractCases.All.Where(test => test.Value.Create(context).Fit(data).GetOutputSchema(data.Schema)[test.Value.Output].Type
                is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single).Select(test => test.Key)];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Trainers_learn_from_the_column(string name)
    {
        ContractCase test = ContractCases.All[name];
        IDataView normalized = test.Create(_context).Fit(_data).Transform(_data);
        Learns(_context.Regression.Trainers.Sdca("Label", test.Output, maximumNumberOfIterations: 5), "Score");
        // A small step, because gamma and the inverse make columns that are not of unit size.
        Learns(_context.Regression.Trainers.OnlineGradientDescent("Label", test.Output, learningRate: 1e-6f), "Score");
        Learns(_context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
        {
            LabelColumnName = "Label",
            FeatureColumnName = test.Output,
            NumberOfLeaves = 4,
            NumberOfTrees = 3,
            NumberOfThreads = 1,
        }), "Score");
        Learns(_context.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
        {
            LabelColumnName = "Label",
            FeatureColumnName = test.Output,
            NumberOfLeaves = 4,
            NumberOfIterations = 3,
            NumberOfThreads = 1,
        }), "Score");
        Learns(_context.Clustering.Trainers.KMeans(test.Output, numberOfClusters: 3), "Score");

        void Learns<T>(IEstimator<T> trainer, string score)
            where T : class, ITransformer
        {
            // In one chain, and on the normalized column alone.
            ITransformer chain = test.Create(_context).Append(trainer).Fit(_data);
            List<float[]> scores = ColumnReader.ByCursor<float>(chain.Transform(_data), score);
            Assert.Equal(ContractRow.Count, scores.Count);
            Assert.All(scores, row => Assert.All(row, value => Assert.True(float.IsFinite(value))));
            Assert.True(trainer.Fit(normalized).Transform(normalized).Schema.GetColumnOrNull(score).HasValue);

            using var file = new MemoryStream();
            _context.Model.Save(chain, _data.Schema, file);
            file.Position = 0;
            EstimatorContract.Same(scores, ColumnReader.ByCursor<float>(new MLContext().Model.Load(file, out _).Transform(_data), score));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chain_cross_validates(string name)
    {
        ContractCase test = ContractCases.All[name];
        EstimatorChain<RegressionPredictionTransformer<LinearRegressionModelParameters>> chain = test.Create(_context)
            .AppendCacheCheckpoint(_context).Append(_context.Regression.Trainers.Sdca("Label", test.Output, maximumNumberOfIterations: 5));
        var folds = _context.Regression.CrossValidate(_data, chain, numberOfFolds: 3);
        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.True(double.IsFinite(fold.Metrics.RootMeanSquaredError)));

        // Each fold's statistics are those of its own training rows.
        if (test.Create(_context) is BatchNormEstimator)
            Assert.All(folds, fold =>
                Assert.InRange(((BatchNormTransformer)((IEnumerable<ITransformer>)fold.Model).First()).Statistics.RowCount, 100,
                ContractRow.Count * 3 - 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_linear_model_is_explained_slot_by_slot(string name)
    {
        ContractCase test = ContractCases.All[name];
        IDataView normalized = test.Create(_context).Fit(_data).Transform(_data);
        RegressionPredictionTransformer<LinearRegressionModelParameters> trained =
            _context.Regression.Trainers.Sdca("Label", test.Output, maximumNumberOfIterations: 5).Fit(normalized);
        List<float[]> rows = ColumnReader.ByCursor<float>(normalized, test.Output);

        var importance = _context.Regression.PermutationFeatureImportance(trained, normalized, "Label");
        Assert.Equal(rows[0].Length, importance.Length);
        Assert.All(importance, slot => Assert.True(double.IsFinite(slot.RootMeanSquaredError.Mean)));

        IDataView explained = _context.Transforms.CalculateFeatureContribution(trained, rows[0].Length, rows[0].Length, normalize: false).Fit(normalized).Transform(normalized);
        List<float[]> contributions = ColumnReader.ByCursor<float>(explained, "FeatureContributions");
        Assert.Equal(rows.Select(row => row.Select((value, slot) => value * trained.Model.Weights[slot])), contributions);
    }

    [Fact]
    public void A_linear_model_behind_BatchNorm_folds_into_one_on_the_raw_column()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(i =>
        {
            var random = new Random(i);
            float[] features = [(float)random.NextDouble(), 50 + (10 * (float)random.NextDouble()), -3 + (0.1f * (float)random.NextDouble())];
            return new Example { Features = features, Label = (2 * features[0]) - (0.3f * features[1]) + (5 * features[2]) };
        }));
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Features").Fit(data);
        IDataView normalized = norm.Transform(data);
        RegressionPredictionTransformer<LinearRegressionModelParameters> trained = _context.Regression.Trainers.Sdca("Label", "Out").Fit(normalized);
        List<float[]> predicted = ColumnReader.ByCursor<float>(trained.Transform(normalized), "Score");

        FoldedLinear folded = norm.FoldInto<float>([.. trained.Model.Weights], [trained.Model.Bias]);
        List<float[]> raw = ColumnReader.ByCursor<float>(data, "Features");
        for (int i = 0; i < raw.Count; i++)
        {
            double score = folded.Bias[0] + raw[i].Zip(folded.Weights, (x, weight) => x * weight).Sum();
            Assert.Equal(predicted[i][0], score, 1e-4);
        }

        // And it is not constant.
        Assert.True(predicted.Max(row => row[0]) - predicted.Min(row => row[0]) > 2);
    }

    [Fact]
    public void MLNets_normalizer_converted_from_ours_trains_and_exports_its_parameters()
    {
        BatchNormTransformer norm = _context.Transforms.BatchNorm("Out", "Flat").Fit(_data);
        var converted = norm.ToNormalizingTransformer(_data.Schema);
        var parameters = (Microsoft.ML.Transforms.NormalizingTransformer.AffineNormalizerModelParameters<System.Collections.Immutable.ImmutableArray<float>>)converted.GetNormalizerModelParameters(0);
        Assert.Equal(norm.Statistics[3].Mean, parameters.Offset[3], 1e-5);
        Assert.Equal(1 / norm.Statistics[3].StandardDeviation, parameters.Scale[3], 1e-6);
        Assert.True(converted.Transform(_data).Schema["Out"].IsNormalized());
        _context.Regression.Trainers.Sdca("Label", "Out", maximumNumberOfIterations: 2).Fit(converted.Transform(_data));
    }

    sealed class Example
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
