using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>The response to a unary call, which has one message.</summary>
internal sealed class UnaryResponse : GrpcResponse
{
    private readonly MessageDeframer _deframer = new();

    public ResponseBuffer Buffer => _deframer.Buffer;

    public void Begin(long? maxReceiveBytes, Deadline deadline)
    {
        _deframer.Begin(maxReceiveBytes, deadline);
        Begin();
    }

    /// <summary>Releases the response and its memory.</summary>
    public void Clear() => Begin(null, Deadline.Never);

    protected override ResponseException? Take(ReadOnlySpan<byte> data) => _deframer.Take(data);

    protected override ResponseException? End(Deadline deadline) => _deframer.End(Encoding, deadline);
}
