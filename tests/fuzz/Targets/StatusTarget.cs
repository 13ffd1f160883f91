using System.Text;
using Grpc.Core;
using Modzy.Edge.Transport.Grpc;
using Modzy.Edge.Transport.Http2;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Fuzz;

/// <summary>
/// A response of headers alone: fields of name, length and value. The message that the caller gets is a sentence in one
/// line without control characters, whatever the edge says.
/// </summary>
internal static class StatusTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        var headers = new ResponseHeaders(endStream: true);
        while (input.Length >= 2)
        {
            ReadOnlySpan<byte> name = Name(input[0]);
            int length = Math.Min(input[1], input.Length - 2);
            headers.OnHeader(name, input.Slice(2, length));
            input = input[(2 + length)..];
        }

        if (headers.Violation is not null)
        {
            return;
        }

        var code = (StatusCode)(headers.GrpcStatus ?? 2);
        Check(new RpcException(new Status(code, headers.GrpcMessage ?? ""), headers.Metadata ?? []));
        Check(ResponseException.FromHttpStatus(headers.HttpStatus ?? 0).ToRpcException());
        Check(ResponseException.NotGrpc(headers.ContentType).ToRpcException());
        byte[] debug = Encoding.UTF8.GetBytes(headers.GrpcMessage ?? "");
        var goAway = PeerGoAway.Read((Http2Error)debug.Length, debug);
        Check(new RpcException(new Status(
            StatusCode.Unavailable, "", ConnectionException.Announced(goAway))));
    }

    private static ReadOnlySpan<byte> Name(byte index) => (index % 8) switch
    {
        0 => ":status"u8,
        1 => "content-type"u8,
        2 => "grpc-status"u8,
        3 => "grpc-message"u8,
        4 => "grpc-encoding"u8,
        5 => "content-length"u8,
        6 => "grpc-status-details-bin"u8,
        _ => "x-other"u8,
    };

    private static void Check(RpcException failure)
    {
        EdgeException error = ErrorTranslator.Translate(failure, "/service/Method", "edge:55000", TimeSpan.FromSeconds(1));
        foreach (char character in error.Message)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029')
            {
                throw new BrokenPromiseException($"a message has U+{(int)character:X4} in it");
            }
        }

        if (error.Message.Length == 0 || !error.Message.Contains("edge:55000", StringComparison.Ordinal))
        {
            throw new BrokenPromiseException("a message does not name the edge");
        }
    }
}
