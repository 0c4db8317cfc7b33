using Microsoft.ML.Data;

namespace Norm.ML.Tool.Csv;

/// <summary>A column of a file as ML.NET sees it.</summary>
/// <param name="Name">In both.</param>
/// <param name="Field">Where it stands in a record.</param>
/// <param name="Type">Double, Single or text.</param>
internal sealed record CsvColumn(string Name, int Field, PrimitiveDataViewType Type);
