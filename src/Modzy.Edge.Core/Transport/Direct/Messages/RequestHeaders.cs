using System.Collections.Concurrent;
using Grpc.Core;
using Modzy.Edge.Transport.Direct.Hpack;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>The header blocks of the requests to one edge.</summary>
/// <param name="authority">The edge as HTTP names it.</param>
internal sealed class RequestHeaders(string authority)
{
    // Positions in the static table of RFC 7541.
    private const int Authority = 1;
    private const int MethodPost = 3;
    private const int Path = 4;
    private const int SchemeHttp = 6;
    private const int ContentType = 31;
    private const int UserAgent = 58;

    /// <summary>With what frames add to it, it has to fit into the send buffer.</summary>
    private const int MaxBytes = 32 * 1024;

    private static readonly string _userAgent =
        $"modzy-edge/{typeof(RequestHeaders).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>What is the same in all calls of a method.</summary>
    private readonly ConcurrentDictionary<IMethod, byte[]> _blocks = new();

    /// <exception cref="ArgumentException">The call's metadata cannot be sent.</exception>
    public void Write(HeaderBlockWriter output, IMethod method, Deadline deadline, Metadata? metadata)
    {
        output.Clear();
        if (!_blocks.TryGetValue(method, out byte[]? block))
        {
            block = _blocks.GetOrAdd(method, Encode(method));
        }

        output.WriteBlock(block);
        if (!deadline.IsNever)
        {
            Span<byte> timeout = stackalloc byte[GrpcTimeout.MaxLength];
            output.WriteLiteral("grpc-timeout"u8, timeout[..GrpcTimeout.Format(deadline.Remaining, timeout)]);
        }

        if (metadata is { Count: > 0 })
        {
            Write(output, metadata);
        }
    }

    private byte[] Encode(IMethod method)
    {
        var output = new HeaderBlockWriter();
        output.WriteIndexed(MethodPost);
        output.WriteIndexed(SchemeHttp);
        output.WriteLiteral(Path, method.FullName);
        output.WriteLiteral(Authority, authority);
        output.WriteLiteral("te", "trailers");
        output.WriteLiteral(ContentType, "application/grpc");
        output.WriteLiteral(UserAgent, _userAgent);
        output.WriteLiteral("grpc-accept-encoding", "identity");
        return output.Block.ToArray();
    }

    private static void Write(HeaderBlockWriter output, Metadata metadata)
    {
        foreach (Metadata.Entry entry in metadata)
        {
            string value = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value;
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new ArgumentException($"The metadata entry {entry.Key} holds characters that a header cannot.");
            }

            output.WriteLiteral(entry.Key, value);
        }

        if (output.Block.Length > MaxBytes)
        {
            throw new ArgumentException($"The metadata is larger than {MaxBytes} bytes.");
        }
    }
}
