using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport;

/// <summary>
/// When a call is sent again: see docs/transport.md, "Retries". There are two kinds. At once, on another connection,
/// where the connection was at fault; and after a backoff, if the options of the client allow it.
/// </summary>
/// <remarks>
/// The budget is that of gRPC (proposal A6, "Throttling Retry Attempts and Hedged RPCs"): a failed attempt takes a
/// token, a call that succeeds gives back a tenth of one, and with half of the tokens or fewer no call is sent again.
/// </remarks>
internal sealed class RetryPolicy
{
    /// <summary>How often a call is sent at most, the first time included, if only connections were at fault.</summary>
    public const int MaxAttemptsAtOnce = 4;

    private const string PushbackName = "grpc-retry-pushback-ms";
    private const double Multiplier = 2;

    /// <summary>Delays differ by this part from the backoff, so that clients do not try again together.</summary>
    private const double Jitter = 0.2;

    private const int Token = 1000;
    private const int TokensOfSuccess = Token / 10;
    private const int LeastTokens = 10;
    private const int MostTokens = 1_000_000;

    private readonly EdgeRetryOptions _options;

    /// <summary>The whole budget, in thousandths: enough for all attempts of one call.</summary>
    private readonly int _maxTokens;

    /// <summary>What is left of it.</summary>
    private int _tokens;

    /// <exception cref="EdgeException">An option is invalid.</exception>
    public RetryPolicy(EdgeRetryOptions options)
    {
        options.Check();
        _options = options;
        _maxTokens = Token * (int)Math.Clamp(2L * options.MaxAttempts, LeastTokens, MostTokens);
        _tokens = _maxTokens;
    }

    /// <summary>Whether a method only reads, so that processing it twice does no harm.</summary>
    public static bool IsIdempotent(IMethod method) =>
        method.Name.StartsWith("Get", StringComparison.Ordinal) || method.Name == "Status";

    /// <summary>
    /// Whether a call whose exclusive connection was lost may be sent again at once: the peer has refused it; or the
    /// connection had been idle, and the method only reads or the last byte of the message was never sent or read.
    /// </summary>
    public static bool MayRetryExclusive(bool isRefused, bool isReused, bool isIdempotent, EdgeSent sent) =>
        isRefused || (isReused && (isIdempotent || sent != EdgeSent.All));

    /// <summary>
    /// Whether a call on a multiplexed connection may be sent again at once: the peer has refused it; or the connection
    /// was lost, and the last byte of the message was never sent or read, or the method only reads and the connection
    /// had served other calls.
    /// </summary>
    public static bool MayRetryMultiplexed(
        bool isRefused, bool isLost, bool isConnectionLost, bool isFirst, bool isIdempotent, EdgeSent sent) =>
        isRefused || (isConnectionLost && sent != EdgeSent.All) || (isLost && !isFirst && isIdempotent);

    /// <summary>Gives back to the budget. For each call that has succeeded.</summary>
    public void OnSuccess()
    {
        int tokens;
        while ((tokens = Volatile.Read(ref _tokens)) < _maxTokens)
        {
            int more = Math.Min(tokens + TokensOfSuccess, _maxTokens);
            if (Interlocked.CompareExchange(ref _tokens, more, tokens) == tokens)
            {
                return;
            }
        }
    }

    /// <summary>How long to wait before a failed call is sent again; null if it is not.</summary>
    /// <param name="failure">The failure of the last attempt.</param>
    /// <param name="method">The method.</param>
    /// <param name="made">How many attempts were made.</param>
    /// <param name="counted">How many of them <see cref="EdgeRetryOptions.MaxAttempts"/> counts.</param>
    /// <param name="backedOff">How often the call waited for a backoff since the last pushback of the edge.</param>
    public TimeSpan? DelayAfter(RpcException failure, IMethod method, int made, int counted, ref int backedOff)
    {
        if (made < MaxAttemptsAtOnce && StatusMapping.MayRetryAtOnce(failure))
        {
            return TimeSpan.Zero;
        }

        if (!MayRetry(failure, method))
        {
            return null;
        }

        bool isInBudget = TakeToken();
        if (counted >= _options.MaxAttempts || !isInBudget)
        {
            return null;
        }

        if (Pushback(failure) is int pushback)
        {
            backedOff = 0;
            return pushback >= 0 ? TimeSpan.FromMilliseconds(pushback) : null;
        }

        double backoff = Math.Min(
            _options.InitialBackoff.TotalMilliseconds * Math.Pow(Multiplier, backedOff++),
            _options.MaxBackoff.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(backoff * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble())));
    }

    /// <summary>
    /// Whether trying again can help, and does no harm: the method only reads, the caller has allowed it, or the edge
    /// cannot have processed the request.
    /// </summary>
    private bool MayRetry(RpcException failure, IMethod method)
    {
        Exception? cause = failure.Status.DebugException;
        bool canHelp = failure.StatusCode == StatusCode.Unavailable
            && (cause is not ConnectionException lost
                || lost.Fault is ConnectionFault.Unreachable or ConnectionFault.Lost or ConnectionFault.ResolutionFailed
                    or ConnectionFault.Refused or ConnectionFault.NoHandshake or ConnectionFault.Proxy);
        return canHelp && (IsIdempotent(method)
            || (_options.RetrySubmissions && method.Name is "SubmitJob" or "PerformInference")
            || StatusMapping.SentOf(failure) is EdgeSent.None or EdgeSent.Part);
    }

    /// <summary>Takes from the budget.</summary>
    /// <returns>Whether more than half of it is left.</returns>
    private bool TakeToken()
    {
        while (true)
        {
            int tokens = Volatile.Read(ref _tokens);
            int rest = Math.Max(tokens - Token, 0);
            if (Interlocked.CompareExchange(ref _tokens, rest, tokens) == tokens)
            {
                return rest > _maxTokens / 2;
            }
        }
    }

    /// <summary>
    /// The edge's wish: milliseconds to wait, or negative if the call shall not be sent again, which is what an invalid
    /// value means, too. Null if it has none.
    /// </summary>
    private static int? Pushback(RpcException failure) =>
        failure.Trailers.GetValue(PushbackName) is not string text ? null
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int milliseconds) ? milliseconds
        : -1;
}

/// <summary>The attempts of one call.</summary>
/// <param name="policy">Decides whether there is another one.</param>
/// <param name="method">The method.</param>
/// <param name="deadline">That of the call.</param>
/// <param name="mayBackOff">Whether the call may be sent again after a backoff.</param>
/// <param name="isOfSeveralEdges">Whether each attempt is one at several edges, one after the other.</param>
internal struct CallAttempts(
    RetryPolicy policy, IMethod method, Deadline deadline, bool mayBackOff, bool isOfSeveralEdges)
{
    private int _backedOff;
    private RpcException? _last;

    /// <summary>How many count for the policy: all, or one for several edges.</summary>
    private int _counted = 1;

    /// <summary>How many were made, the present one included.</summary>
    public int Made { get; private set; } = 1;

    /// <summary>
    /// How long to wait before the next attempt; null if there is none.
    /// </summary>
    /// <param name="failure">The failure of the attempt. That of the call, with the number of attempts, if there is no
    /// other: an attempt that the deadline has ended before anything was sent says less than the one before it.</param>
    public TimeSpan? Next(ref RpcException failure)
    {
        // SocketsHttpHandler makes attempts of its own, and each of several edges is one.
        int more = StatusMapping.AttemptsOf(failure) - 1;
        Made += more;
        _counted += isOfSeveralEdges ? 0 : more;
        TimeSpan? delay = policy.DelayAfter(failure, method, Made, _counted, ref _backedOff);
        bool isOver = delay is null
            || (delay > TimeSpan.Zero && (!mayBackOff || (!deadline.IsNever && delay >= deadline.Remaining)));
        if (isOver)
        {
            bool saysLess = failure.Status.DebugException is TimeoutException cause
                && StatusMapping.SentOf(cause) is EdgeSent.None;
            failure = (saysLess && _last is not null ? _last : failure).WithAttempts(Made);
            return null;
        }

        _last = failure;
        Made++;
        _counted++;
        return delay;
    }
}
