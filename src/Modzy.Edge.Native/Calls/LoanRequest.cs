using Modzy.Edge.Requests;

namespace Modzy.Edge.Native;

/// <summary>A request that reads the caller's memory, and ends the loan of it when it has run.</summary>
internal sealed class LoanRequest<T>(EdgeRequest<T> request, IDisposable loan) : EdgeRequest<T>
{
    public override T Run(CallContext context)
    {
        try
        {
            return request.Run(context);
        }
        finally
        {
            loan.Dispose();
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
            loan.Dispose();
        }
    }
}
