using Modzy.Edge.Headroom;
using Modzy.Edge.Native.Handles;
using Modzy.Edge.Transport;

namespace Modzy.Edge.Native;

/// <summary>The one guard around every export: no exception crosses into C.</summary>
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

    /// <summary>The same with the arguments apart, for which no closure is made.</summary>
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
    /// <param name="otherwise">What to return if it failed nevertheless: there is no way to say why.</param>
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

    /// <summary>Runs the body of an export that returns nothing and cannot fail.</summary>
    /// <param name="body">The export's body.</param>
    public static void Quiet(Action body) => Value(
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
            LargeResult.End();
            if (outError != null)
            {
                *outError = exception is OutOfMemoryException and not (MemoryShortageException or ThreadShortageException)
                    ? NativeError.OutOfMemoryHandle
                    : NativeError.Create(failure);
            }

            return (int)failure.Status;
        }
        catch (Exception)
        {
            // Not even the error could be made.
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
        OutOfMemoryException => new EdgeException(EdgeStatus.OutOfMemory, exception.Message) { Sent = SentMark.Of(exception) },
        ObjectDisposedException => new EdgeException(EdgeStatus.Cancelled, "The call was cancelled because its client was closed while it ran."),
        _ => new EdgeException(
            EdgeStatus.Internal,
            $"The library failed in a way that it should not ({exception.GetType().Name}: {exception.Message}). Please report this with the output of edge_diagnostics."),
    };
}
