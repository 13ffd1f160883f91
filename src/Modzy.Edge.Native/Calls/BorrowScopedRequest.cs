using Modzy.Edge.Requests;

namespace Modzy.Edge.Native.Calls;

/// <summary>A request that reads borrowed memory of the caller, and ends the borrow when it has run.</summary>
internal sealed class BorrowScopedRequest<T>(EdgeRequest<T> request, IDisposable scope) : EdgeRequest<T>
{
    public override T Run(CallContext context)
    {
        try
        {
            return request.Run(context);
        }
        finally
        {
            scope.Dispose();
        }
    }

    public override async ValueTask<T> RunAsync(CallContext context)
    {
        try
        {
            return await request.RunAsync(context).ConfigureAwait(false);
        }
        finally
        {
            scope.Dispose();
        }
    }
}
