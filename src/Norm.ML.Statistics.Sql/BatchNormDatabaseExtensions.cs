using System.Data.Common;
using Norm.ML.Internals.Database;

namespace Norm.ML;

/// <summary><c>BatchNorm.FitFromDatabase</c>: statistics from a SQL database.</summary>
public static class BatchNormDatabaseExtensions
{
    extension(BatchNorm)
    {
        /// <summary>
        /// The statistics of columns of a database, computed by the engine that holds them: sums leave it, rows do not. Two rounds of SQL are sent
        /// (docs/database.md): first count, least and greatest value and mean; then the sums of <c>x - c</c> and <c>(x - c)^2</c> with the rounded
        /// mean as a constant <c>c</c>. Where <paramref name="shardColumn"/> is given, both are grouped by it and the groups are merged by a
        /// <see cref="StatisticsTree"/>.
        /// </summary>
        /// <param name="connection">
        /// A connection to the database. If it is closed, it is opened and closed again. No transaction may be in progress on it.
        /// </param>
        /// <param name="source">A table or a query.</param>
        /// <param name="columns">The columns, of numbers, all different: they are the channels in this order and give them their names.</param>
        /// <param name="shardColumn">A column with few values that says which shard a row belongs to, such as the key of a partitioned table. The
        /// groups are merged in the order of its values (texts by their characters' codes, NULL first). Null takes all rows as one group.</param>
        /// <param name="options">How; null for the defaults.</param>
        /// <param name="cancellation">Stops between two statements, and the running one as far as the database's driver can.</param>
        /// <returns>The statistics, in the columns' units. Their variance is within a few units of 1e-16 of that of a
        /// <see cref="StatisticsAccumulator"/> over the same values as doubles. NULL counts as missing; for NaN and infinity see
        /// <see cref="SqlFitOptions.NonFinite"/>.</returns>
        /// <remarks>Both rounds see one snapshot where the engine has <see cref="SqlDialect.IsolationLevel"/>. All that a round finds out about a
        /// column comes from one statement, and rows, counts, least and greatest values of the two rounds are compared; where they differ, the fit
        /// starts over. A statement whose connection is lost is sent again on a fresh one, so that nothing is left out or counted twice.</remarks>
        /// <exception cref="ArgumentException">A name is empty or comes twice, or an option is out of range.</exception>
        /// <exception cref="SqlFitException">The table or a column does not exist, must not be read or holds no numbers; the connection cannot be
        /// opened or is lost again and again; the data keeps changing; or the database reports an error. The message says what and where, in one
        /// line.</exception>
        /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
        public static RunningStatistics FitFromDatabase(
            DbConnection connection, SqlSource source, IReadOnlyList<string> columns, string? shardColumn = null,
            SqlFitOptions? options = null, CancellationToken cancellation = default) =>
            // Nothing is awaited when the session is not asynchronous: the task is complete.
            DatabaseFit.RunAsync(connection, source, columns, shardColumn, options ?? new(), isAsync: false, cancellation).GetAwaiter().GetResult();

        /// <inheritdoc cref="FitFromDatabase(DbConnection, SqlSource, IReadOnlyList{string}, string?, SqlFitOptions?, CancellationToken)"/>
        public static Task<RunningStatistics> FitFromDatabaseAsync(
            DbConnection connection, SqlSource source, IReadOnlyList<string> columns, string? shardColumn = null,
            SqlFitOptions? options = null, CancellationToken cancellation = default) =>
            DatabaseFit.RunAsync(connection, source, columns, shardColumn, options ?? new(), isAsync: true, cancellation);

        /// <summary>
        /// One <see cref="RunningStatistics"/> for each value of a column of a database, computed by the engine that holds them with <c>GROUP BY</c>:
        /// as <see cref="FitFromDatabase"/>, with the deviations of each key taken from its own least value, a window function over the key.
        /// </summary>
        /// <param name="connection">As for <see cref="FitFromDatabase"/>.</param>
        /// <param name="source">A table or a query.</param>
        /// <param name="columns">The columns, of numbers, all different: they are the channels in this order and give them their names.</param>
        /// <param name="groupColumn">The column of the keys: texts, integers, booleans or UUIDs. NULL and an empty text are missing keys. Which texts
        /// are the same is the engine's rule: where its collation does not tell capitals apart, one of them is the key.</param>
        /// <param name="options">How; null for the defaults.</param>
        /// <param name="cancellation">As for <see cref="FitFromDatabase"/>.</param>
        /// <returns>The statistics, in the columns' units. A key's variance is within a few units of 1e-15 of that of a
        /// <see cref="StatisticsAccumulator"/> over its values as doubles. <see cref="GroupedStatistics.All"/> is merged of the keys, in the order of
        /// their values.</returns>
        /// <remarks>While it runs, about 250 bytes are held for each key and column.</remarks>
        /// <exception cref="ArgumentException">A name is empty or comes twice, or an option is out of range.</exception>
        /// <exception cref="SqlFitException">As for <see cref="FitFromDatabase"/>; or there are more than <see cref="SqlFitOptions.MaximumGroups"/>
        /// keys, or one of another type.</exception>
        /// <exception cref="NotFiniteNumberException">A value is NaN or infinite and the policy is <see cref="NonFinitePolicy.Throw"/>.</exception>
        /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
        public static GroupedStatistics FitGroupsFromDatabase(
            DbConnection connection, SqlSource source, IReadOnlyList<string> columns, string groupColumn, SqlFitOptions? options = null,
            CancellationToken cancellation = default) =>
            DatabaseFit.RunGroupsAsync(connection, source, columns, groupColumn, options ?? new(), isAsync: false, cancellation)
                .GetAwaiter().GetResult();

        /// <inheritdoc cref="FitGroupsFromDatabase(DbConnection, SqlSource, IReadOnlyList{string}, string, SqlFitOptions?, CancellationToken)"/>
        public static Task<GroupedStatistics> FitGroupsFromDatabaseAsync(
            DbConnection connection, SqlSource source, IReadOnlyList<string> columns, string groupColumn, SqlFitOptions? options = null,
            CancellationToken cancellation = default) =>
            DatabaseFit.RunGroupsAsync(connection, source, columns, groupColumn, options ?? new(), isAsync: true, cancellation);
    }
}
