using Microsoft.ML;
using Norm.ML.Inspection;

namespace Norm.ML.Internals.Inspection;

/// <summary>Goes through a model's transformers with the schema, and the data if there is any, that arrives at each.</summary>
internal sealed class ModelWalk(DataViewSchema schema, IDataView? data)
{
    private readonly List<NormInspection> _norms = [];
    private readonly List<Finding> _findings = [];
    private int _steps;

    public ModelInspection Run(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Visit(model);
        if (_norms.Count == 0)
        {
            _findings.Add(new Finding(FindingKind.NoNorm, FindingSeverity.Note, "", double.NaN,
                $"the model has none of this library's norms among its {_steps} step{(_steps == 1 ? "" : "s")}: there is nothing to check"));
        }

        for (int i = 1; i < _norms.Count; i++)
        {
            if (NormChecks.Twice(_norms[i - 1], _norms[i]) is { } twice)
            {
                _norms[i].Findings = [.. _norms[i].Findings, twice];
            }
        }

        return new ModelInspection(_steps, _norms, _findings);
    }

    private void Visit(ITransformer model)
    {
        if (model is IEnumerable<ITransformer> chain)
        {
            foreach (ITransformer step in chain)
            {
                Visit(step);
            }

            return;
        }

        // An inverse gives back what a norm took; there is nothing of its own to check.
        if (model is NormTransformer norm and not BatchNormInverseTransformer)
        {
            Visit(norm);
        }
        else
        {
            Advance(model);
        }

        _steps++;
    }

    private void Visit(NormTransformer norm)
    {
        bool fits = true;
        foreach ((int column, NormInspection seen) in NormSteps.Of(norm, _steps).Index())
        {
            _norms.Add(seen);
            DataViewSchema.Column? input = schema.GetColumnOrNull(seen.Input);
            seen.Gets = input?.Type.ToString();
            Finding? refusal = NormChecks.Shape(norm, column, seen, input);
            if (refusal is null && data is not null)
            {
                seen.DataStatistics = DataStatistics.Of(norm, data, seen, input!.Value);
            }

            seen.Findings = refusal is null ? [.. NormChecks.Run(norm, seen)] : [refusal, .. NormChecks.Run(norm, seen)];
            fits &= refusal is null;
        }

        if (fits)
        {
            Advance(norm);
        }
        else
        {
            Pretend(norm);
        }
    }

    private void Advance(ITransformer step)
    {
        try
        {
            data = data is null ? null : step.Transform(data);
            schema = data?.Schema ?? step.GetOutputSchema(schema);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            _findings.Add(new Finding(FindingKind.TypeMismatch, FindingSeverity.Problem, step.GetType().Name, double.NaN,
                $"step {_steps + 1}, {step.GetType().Name}, does not take the data: {problem.Message.Split('\n')[0].Trim()}"));
            data = null;
        }
    }

    /// <summary>Goes on with the schema as it would be if the norm took its columns, so that the norms after it are looked at too.</summary>
    private void Pretend(NormTransformer norm)
    {
        var pretended = new DataViewSchema.Builder();
        pretended.AddColumns(schema);
        foreach (InputOutputColumnPair pair in norm.Columns)
        {
            if (schema.GetColumnOrNull(pair.InputColumnName) is { } input)
            {
                pretended.AddColumn(pair.OutputColumnName, input.Type);
            }
        }

        (schema, data) = (pretended.ToSchema(), null);
    }
}
