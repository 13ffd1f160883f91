using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Modzy.Edge.Transport;

/// <summary>Logs calls, whatever their path. Never payload, never metadata.</summary>
internal sealed partial class CallLog(ILogger logger, string endpoint)
{
    public void Begin(IMethod method) => LogBegin(logger, method.FullName, endpoint);

    public void End(IMethod method) => LogEnd(logger, method.FullName, endpoint);

    /// <summary>Debug, not a warning: the caller gets the exception and decides whether it matters.</summary>
    public void Failed(IMethod method, EdgeException failure)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string status = EdgeStatusNames.Of(failure.Status);
            LogFailed(logger, method.FullName, endpoint, status, failure.Message);
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Trace, Message = "{Method} to {Endpoint} begins")]
    private static partial void LogBegin(ILogger logger, string method, string endpoint);

    [LoggerMessage(EventId = 11, Level = LogLevel.Trace, Message = "{Method} to {Endpoint} has been answered")]
    private static partial void LogEnd(ILogger logger, string method, string endpoint);

    [LoggerMessage(EventId = 12, Level = LogLevel.Debug, Message = "{Method} to {Endpoint} failed with {Status}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string method, string endpoint, string status, string reason);
}
