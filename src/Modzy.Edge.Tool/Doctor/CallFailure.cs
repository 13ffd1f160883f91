using Modzy.Edge.Tool.Commands;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Tool.Doctor;

/// <summary>Tells which step of a call failed.</summary>
internal static class CallFailure
{
    public const string GrpcStep = "gRPC";

    public const string TunnelStep = "tunnel";

    /// <param name="failure">The error of the call.</param>
    /// <param name="connectionStep">The step that fails if the connection to the edge does.</param>
    public static Finding Explain(EdgeException failure, string connectionStep)
    {
        if (Cause(failure) is ConnectionException cause)
        {
            // The message has the remedy behind the fact.
            string message = TlsArguments.Rename(failure.Message);
            string fact = TlsArguments.Rename(PrintableText.Escape(cause.Message.TrimEnd('.')));
            int start = message.IndexOf(fact, StringComparison.Ordinal);
            if (start >= 0)
            {
                string step = cause.Proxy is null ? connectionStep : TunnelStep;
                string remedy = message[(start + fact.Length)..].TrimStart('.', ' ');
                return new Finding(step, fact, remedy, ExitCodes.Of(failure));
            }
        }

        return new Finding(
            GrpcStep,
            Failures.Describe(failure),
            "The connection works, but no call does: check that this is the port of the edge, then look into its log.",
            ExitCodes.Of(failure));
    }

    private static ConnectionException? Cause(Exception failure)
    {
        Exception? cause = failure;
        while (cause is not (null or ConnectionException))
        {
            cause = cause.InnerException;
        }

        return (ConnectionException?)cause;
    }
}
