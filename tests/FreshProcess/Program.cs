// FreshProcess MODEL.zip COLUMN: loads a model, transforms one fixed row, and prints the bits of the column it gives.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

var context = new MLContext();
ITransformer model = context.Model.Load(args[0], out DataViewSchema _);
IDataView data = model.Transform(context.Data.LoadFromEnumerable([new Example { Features = [1, 2, 4, 8] }]));
foreach (float[] row in data.GetColumn<float[]>(args[1]))
{
    Console.WriteLine(string.Join(' ', row.Select(value => BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture))));
}

internal sealed class Example
{
    [VectorType(4)]
    public float[] Features { get; set; } = [];
}
