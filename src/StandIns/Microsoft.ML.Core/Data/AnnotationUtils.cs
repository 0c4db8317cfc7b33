namespace Microsoft.ML.Data;

/// <summary>The kinds of annotations that ML.NET's components exchange, and questions about them.</summary>
internal static class AnnotationUtils
{
    public static class Kinds
    {
        public const string SlotNames = "SlotNames";
        public const string KeyValues = "KeyValues";
        public const string ScoreColumnSetId = "ScoreColumnSetId";
        public const string ScoreColumnKind = "ScoreColumnKind";
        public const string ScoreValueKind = "ScoreValueKind";
        public const string IsNormalized = "IsNormalized";
        public const string IsUserVisible = "IsUserVisible";
        public const string TrainingLabelValues = "TrainingLabelValues";
        public const string CategoricalSlotRanges = "CategoricalSlotRanges";
    }

    public static VectorDataViewType GetNamesType(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return new VectorDataViewType(TextDataViewType.Instance, size);
    }

    public static bool HasSlotNames(this DataViewSchema.Column column, int vectorSize) =>
        vectorSize > 0
        && column.Annotations.Schema.GetColumnOrNull(Kinds.SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } names
        && names.Size == vectorSize;

    public static bool HasSlotNames(this SchemaShape.Column col) =>
        col.Kind == SchemaShape.Column.VectorKind.Vector
        && col.Annotations.TryFindColumn(Kinds.SlotNames, out SchemaShape.Column names)
        && names.Kind == SchemaShape.Column.VectorKind.Vector && names.ItemType is TextDataViewType;

    public static bool IsNormalized(this SchemaShape.Column column) =>
        column.Annotations.TryFindColumn(Kinds.IsNormalized, out SchemaShape.Column normalized)
        && normalized.Kind == SchemaShape.Column.VectorKind.Scalar && normalized.ItemType is BooleanDataViewType;
}
