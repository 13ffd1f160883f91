using Grpc.Core;

namespace Modzy.Edge.Requests;

/// <summary>An operation that is one unary call: a message there, a message back.</summary>
internal sealed class UnaryRequest<TMessage, TReply, TResult>(
    Method<TMessage, TReply> method, TMessage message, Func<TReply, TResult> convert) : EdgeRequest<TResult>
    where TMessage : class
    where TReply : class
{
    public override bool IsSingleCall => true;

    public override TResult Run(CallContext context) => convert(context.Unary(method, message));

    public override async ValueTask<TResult> RunAsync(CallContext context) =>
        convert(await context.UnaryAsync(method, message).ConfigureAwait(false));
}
