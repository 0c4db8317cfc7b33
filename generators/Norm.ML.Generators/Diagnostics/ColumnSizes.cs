using Microsoft.CodeAnalysis;

namespace Norm.ML.Generators.Diagnostics;

/// <summary>The sizes of columns, as far as the compilation declares them: members with a <c>VectorType</c>, by the column's name.</summary>
internal sealed class ColumnSizes
{
    private readonly Dictionary<string, HashSet<long>> _sizes = [];

    public ColumnSizes(Compilation compilation, CancellationToken cancellation)
    {
        foreach (ISymbol member in compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Member, cancellation))
        {
            if (member is not (IPropertySymbol or IFieldSymbol) || SizeOf(member) is not { } size)
                continue;
            string name = Attribute(member, "ColumnNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string ?? member.Name;
            if (!_sizes.TryGetValue(name, out HashSet<long> sizes))
                _sizes.Add(name, sizes = []);
            sizes.Add(size);
        }
    }

    /// <summary>The size of a column, if all that is declared under its name has that one size.</summary>
    public long? Of(string column) => _sizes.TryGetValue(column, out HashSet<long> sizes) && sizes.Count == 1 ? sizes.Single() : null;

    // [VectorType(8)] or [VectorType(2, 4)]; a 0 stands for a size known at run time.
    private static long? SizeOf(ISymbol member)
    {
        if (Attribute(member, "VectorTypeAttribute")?.ConstructorArguments is not { Length: 1 } arguments)
            return null;
        TypedConstant argument = arguments[0];
        long[] dimensions = argument.Kind == TypedConstantKind.Array && !argument.IsNull
            ? [.. argument.Values.Select(value => value.Value as int? ?? 0L)]
            : [argument.Value as int? ?? 0L];
        return dimensions.Length == 0 || dimensions.Any(dimension => dimension < 1) ? null : dimensions.Aggregate((a, b) => a * b);
    }

    private static AttributeData? Attribute(ISymbol member, string name) => member.GetAttributes().FirstOrDefault(attribute =>
        attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == "Microsoft.ML.Data");
}
