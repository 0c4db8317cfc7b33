using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.StandIns;

/// <summary>Compiled access to a field or property.</summary>
internal static class MemberAccess
{
    public static Func<TRow, TMember> Reader<TRow, TMember>(MemberInfo member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    public static Action<TRow, TMember> Writer<TRow, TMember>(MemberInfo member)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        ParameterExpression value = Expression.Parameter(typeof(TMember));
        return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value)
            .Compile();
    }

    /// <summary>What a member holds before it is written, so that its array can be used again; nothing where it cannot be read.</summary>
    public static Func<TRow, TMember> ReaderOrDefault<TRow, TMember>(MemberInfo member) =>
        member is PropertyInfo property && property.GetGetMethod() == null ? _ => default : Reader<TRow, TMember>(member);
}
