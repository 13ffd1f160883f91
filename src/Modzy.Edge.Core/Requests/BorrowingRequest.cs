using Grpc.Core;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>
/// An operation that is one unary call whose message is read from the caller's memory while the request runs, and never
/// after.
/// </summary>
internal sealed class BorrowingRequest<TReply, TResult>(
    Method<IWireMessage, TReply> method, IWireMessage message, Func<TReply, TResult> convert) : EdgeRequest<TResult>
    where TReply : class
{
    public override TResult Run(CallContext context) => convert(context.BorrowingUnary(method, message));

    public override async ValueTask<TResult> RunAsync(CallContext context) =>
        convert(await context.BorrowingUnaryAsync(method, message).ConfigureAwait(false));
}
