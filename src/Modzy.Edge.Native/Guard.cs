using Modzy.Edge.Headroom;
using Modzy.Edge.Native.Calls;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Native;

/// <summary>Wraps every export, so that no managed exception unwinds into C frames.</summary>
internal static unsafe class Guard
{
    /// <summary>Runs the body of an export that returns a status.</summary>
    /// <param name="outError">Where the caller wants the error, or NULL.</param>
    /// <param name="body">The export's body.</param>
    public static int Run(nint* outError, Action body)
    {
        try
        {
            body();
            return (int)EdgeStatus.Ok;
        }
        catch (Exception e)
        {
            return Report(e, outError);
        }
    }

    /// <summary>Runs the body of an export that returns a status, without allocating a closure.</summary>
    /// <param name="outError">Where the caller wants the error, or NULL.</param>
    /// <param name="arguments">The export's arguments.</param>
    /// <param name="body">The export's body.</param>
    public static int Run<T>(nint* outError, in T arguments, delegate*<in T, void> body)
        where T : struct
    {
        try
        {
            body(arguments);
            return (int)EdgeStatus.Ok;
        }
        catch (Exception e)
        {
            return Report(e, outError);
        }
    }

    /// <summary>Runs the body of an export that returns a value and cannot fail.</summary>
    /// <param name="body">The export's body.</param>
    /// <param name="otherwise">The value to return if the body throws: the export has no error parameter.</param>
    public static T Value<T>(Func<T> body, T otherwise)
    {
        try
        {
            return body();
        }
        catch (Exception)
        {
            return otherwise;
        }
    }

    /// <summary>Runs the body of an export that returns nothing. Exceptions are discarded.</summary>
    /// <param name="body">The export's body.</param>
    public static void DiscardErrors(Action body) => Value(
        () =>
        {
            body();
            return true;
        },
        otherwise: false);

    private static int Report(Exception exception, nint* outError)
    {
        try
        {
            EdgeException failure = Translate(exception);
            HeapTrimmer.Trim();
            if (outError != null)
            {
                *outError = exception is OutOfMemoryException and not (
                    MemoryShortageException or ThreadShortageException)
                    ? NativeError.OutOfMemoryHandle
                    : NativeError.Create(failure);
            }

            return (int)failure.Status;
        }
        catch (Exception)
        {
            // Allocating the error failed too.
            if (outError != null)
            {
                *outError = NativeError.OutOfMemoryHandle;
            }

            return (int)EdgeStatus.OutOfMemory;
        }
    }

    private static EdgeException Translate(Exception exception) => exception switch
    {
        EdgeException e => e,
        OperationCanceledException => new EdgeException(EdgeStatus.Cancelled, "The call was cancelled."),
        MemoryShortageException => new EdgeException(EdgeStatus.OutOfMemory, $"There is not enough memory for the call: {exception.Message}."),
        ThreadShortageException => new EdgeException(EdgeStatus.OutOfMemory, $"{exception.Message}."),
        OutOfMemoryException =>
            new EdgeException(EdgeStatus.OutOfMemory, exception.Message) { Sent = StatusMapping.SentOf(exception) },
        ObjectDisposedException => new EdgeException(EdgeStatus.Cancelled, "The call was cancelled because its client was closed while it ran."),
        _ => new EdgeException(
            EdgeStatus.Internal,
            $"The library failed with an unexpected exception ({exception.GetType().Name}: {exception.Message}). Please report this with the output of edge_diagnostics."),
    };
}
