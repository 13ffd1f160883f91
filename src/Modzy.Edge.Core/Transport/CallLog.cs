using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Transport;

/// <summary>Logs calls, whatever their path. Never payload, never metadata.</summary>
/// <remarks>All messages of the assembly are here: the generator writes classes in no fixed order, so that a second one
/// would make each build another.</remarks>
internal sealed partial class CallLog(ILogger logger, string endpoint)
{
    public void Begin(IMethod method) => LogBegin(logger, method.FullName, endpoint);

    /// <summary>Logs that a call has succeeded.</summary>
    /// <param name="method">The method.</param>
    /// <param name="message">The request.</param>
    /// <param name="reply">The response.</param>
    /// <param name="attempts">How many attempts were made.</param>
    /// <param name="begun">When it was begun: see <see cref="CallStatistics.OnBegin"/>.</param>
    public void Success(IMethod method, object message, object reply, int attempts, long begun)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            double time = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            int sent = SizeOf(message);
            int received = SizeOf(reply);
            LogSuccess(logger, method.FullName, endpoint, time, sent, received, attempts);
        }
    }

    /// <summary>Logs that a version of a model is not a semantic one.</summary>
    public void UnusualVersion(string version, string model) => LogUnusualVersion(logger, version, model);

    /// <summary>Logs that certificates or keys have changed and cannot be used.</summary>
    public void ReloadFailed(string reason) => LogReloadFailed(logger, endpoint, reason);

    /// <summary>Debug, not a warning: the caller gets the exception and decides whether it matters.</summary>
    /// <param name="method">The method.</param>
    /// <param name="message">The request.</param>
    /// <param name="failure">What the caller gets.</param>
    /// <param name="time">How long the call took.</param>
    public void Failed(IMethod method, object message, EdgeException failure, TimeSpan time)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string status = EdgeStatusNames.Of(failure.Status);
            int sent = SizeOf(message);
            double took = time.TotalMilliseconds;
            LogFailed(logger, method.FullName, endpoint, status, took, sent, failure.Attempts, failure.Message);
        }
    }

    /// <summary>Logs that a stream has ended.</summary>
    /// <param name="method">The method.</param>
    /// <param name="status">How it has ended.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="sent">How many messages were sent.</param>
    /// <param name="received">How many were received.</param>
    /// <param name="reason">The message of its failure; null if it has none.</param>
    public void StreamEnded(IMethod method, EdgeStatus status, TimeSpan time, int sent, int received, string? reason)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string name = EdgeStatusNames.Of(status);
            string told = reason is null ? "" : $": {reason}";
            LogStreamEnded(logger, method.FullName, endpoint, name, time.TotalMilliseconds, sent, received, told);
        }
    }

    private static int SizeOf(object message) => message switch
    {
        IWireMessage wire => wire.Size,
        IMessage generated => generated.CalculateSize(),
        IReceivedMessage received => received.WireBytes,
        _ => 0,
    };

    /// <summary>Logs that a call is sent again.</summary>
    /// <param name="method">The method.</param>
    /// <param name="failure">The failure of the last attempt.</param>
    /// <param name="attempt">The number of the next attempt.</param>
    /// <param name="delay">The time until then.</param>
    public void Retry(IMethod method, RpcException failure, int attempt, TimeSpan delay)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string status = EdgeStatusNames.Of((EdgeStatus)failure.StatusCode);
            LogRetry(logger, method.FullName, endpoint, status, attempt, delay.TotalMilliseconds);
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "The version '{Version}' of model '{Model}' is not a semantic version (such as 1.0.1); the edge decides whether it knows it")]
    private static partial void LogUnusualVersion(ILogger logger, string version, string model);

    [LoggerMessage(
        EventId = 2,
        Level = LogLevel.Warning,
        Message = "The changed files of TLS for {Endpoint} cannot be used, and the former ones still are: {Reason}")]
    private static partial void LogReloadFailed(ILogger logger, string endpoint, string reason);

    [LoggerMessage(EventId = 10, Level = LogLevel.Trace, Message = "{Method} to {Endpoint} begins")]
    private static partial void LogBegin(ILogger logger, string method, string endpoint);

    [LoggerMessage(EventId = 11, Level = LogLevel.Debug, Message = "{Method} to {Endpoint}: OK after {Time:0.###} ms, {Sent} bytes sent, {Received} received, attempt {Attempt}")]
    private static partial void LogSuccess(
        ILogger logger, string method, string endpoint, double time, int sent, int received, int attempt);

    [LoggerMessage(EventId = 12, Level = LogLevel.Debug, Message = "{Method} to {Endpoint}: {Status} after {Time:0.###} ms, message of {Sent} bytes, attempt {Attempt}: {Reason}")]
    private static partial void LogFailed(
        ILogger logger,
        string method,
        string endpoint,
        string status,
        double time,
        int sent,
        int attempt,
        string reason);

    [LoggerMessage(EventId = 14, Level = LogLevel.Debug, Message = "{Method} to {Endpoint}: stream ended with {Status} after {Time:0.###} ms, {Sent} messages sent, {Received} received{Reason}")]
    private static partial void LogStreamEnded(
        ILogger logger,
        string method,
        string endpoint,
        string status,
        double time,
        int sent,
        int received,
        string reason);

    [LoggerMessage(EventId = 13, Level = LogLevel.Debug, Message = "{Method} to {Endpoint} failed with {Status}; attempt {Attempt} follows in {Delay:0} ms")]
    private static partial void LogRetry(
        ILogger logger, string method, string endpoint, string status, int attempt, double delay);
}
