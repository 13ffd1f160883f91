using System.Collections.Concurrent;
using Grpc.Core;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

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

    public static readonly string UserAgentText =
        $"modzy-edge/{typeof(RequestHeaders).Assembly.GetName().Version!.ToString(3)}";

    // Positions in the peer's dynamic table, the last added first, behind the static one.
    private const int KeptEncoding = 62;
    private const int KeptUserAgent = 63;
    private const int KeptContentType = 64;
    private const int KeptTe = 65;
    private const int KeptAuthority = 66;
    private const int KeptPath = 67;

    /// <summary>For a peer that has all the fields of the method.</summary>
    private static readonly byte[] _kept = Encode(static output =>
    {
        output.WriteIndexed(KeptPath);
        WriteKept(output);
    });

    /// <summary>What is the same in all calls of a method.</summary>
    private readonly ConcurrentDictionary<IMethod, Blocks> _blocks = new();

    /// <param name="output">Receives the block.</param>
    /// <param name="sent">What was sent on the same connection. As changed it is true when the block has been sent, as the next.</param>
    /// <param name="tableSize">The smallest size that the peer's dynamic table has had, in bytes.</param>
    /// <param name="method">What is called.</param>
    /// <param name="deadline">The peer is told of it.</param>
    /// <param name="metadata">What the caller adds.</param>
    /// <exception cref="ArgumentException">The call's metadata cannot be sent.</exception>
    public void Write(
        HpackEncoder output, ref HpackEncoderState sent, uint tableSize, IMethod method, Deadline deadline, Metadata? metadata)
    {
        output.Clear();
        if (tableSize < DynamicTable.DefaultCapacity && !sent.AreDropped)
        {
            output.WriteTableSize(0);
            sent.Drop();
        }

        if (sent.Method == method)
        {
            output.WriteBlock(_kept);
        }
        else
        {
            Blocks blocks = BlocksOf(method);
            output.WriteBlock(sent.AreDropped ? blocks.Literal : sent.Method is null ? blocks.Added : blocks.Other);
        }

        if (!sent.AreDropped)
        {
            sent.Method ??= method;
        }

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

    /// <summary>An entry of the caller's as the value of a header.</summary>
    /// <exception cref="ArgumentException">It cannot be one.</exception>
    public static string ValueOf(Metadata.Entry entry)
    {
        string value = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value;
        return value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw new ArgumentException($"The metadata entry {entry.Key} holds characters that a header cannot.")
            : value;
    }

    private Blocks BlocksOf(IMethod method) =>
        _blocks.TryGetValue(method, out Blocks? blocks) ? blocks : _blocks.GetOrAdd(method, Encode(method));

    private Blocks Encode(IMethod method) => new(
        Literal: Encode(output => WriteFields(output, method, HeaderIndexing.None)),
        Added: Encode(output => WriteFields(output, method, HeaderIndexing.Incremental)),
        Other: Encode(output =>
        {
            output.WriteLiteral(Path, method.FullName);
            WriteKept(output);
        }));

    private static byte[] Encode(Action<HpackEncoder> write)
    {
        var output = new HpackEncoder();
        output.WriteIndexed(MethodPost);
        output.WriteIndexed(SchemeHttp);
        write(output);
        return output.Block.ToArray();
    }

    private void WriteFields(HpackEncoder output, IMethod method, HeaderIndexing indexing)
    {
        output.WriteLiteral(Path, method.FullName, indexing);
        output.WriteLiteral(Authority, authority, indexing);
        output.WriteLiteral("te", "trailers", indexing);
        output.WriteLiteral(ContentType, "application/grpc", indexing);
        output.WriteLiteral(UserAgent, UserAgentText, indexing);
        output.WriteLiteral("grpc-accept-encoding", "identity", indexing);
    }

    private static void WriteKept(HpackEncoder output)
    {
        output.WriteIndexed(KeptAuthority);
        output.WriteIndexed(KeptTe);
        output.WriteIndexed(KeptContentType);
        output.WriteIndexed(KeptUserAgent);
        output.WriteIndexed(KeptEncoding);
    }

    private static void Write(HpackEncoder output, Metadata metadata)
    {
        foreach (Metadata.Entry entry in metadata)
        {
            output.WriteLiteral(entry.Key, ValueOf(entry));
        }

        if (output.Block.Length > MaxBytes)
        {
            throw new ArgumentException($"The metadata is larger than {MaxBytes} bytes.");
        }
    }

    /// <summary>The fields that all calls of a method have.</summary>
    /// <param name="Literal">For a peer that keeps nothing.</param>
    /// <param name="Added">For one that is to keep them.</param>
    /// <param name="Other">For one that has them, but with another path.</param>
    private sealed record Blocks(byte[] Literal, byte[] Added, byte[] Other);
}

/// <summary>
/// What the peer of a connection keeps of the requests sent to it, in the dynamic table of RFC 7541. The first request adds
/// its fields, and nothing is added later, so that their places stay what they are and none makes room for another.
/// </summary>
internal struct HpackEncoderState
{
    /// <summary>The method whose path is among the fields; null if the peer has none.</summary>
    public IMethod? Method { readonly get; set; }

    /// <summary>Whether the peer has a smaller table and was told to keep nothing.</summary>
    public bool AreDropped { readonly get; private set; }

    public void Drop()
    {
        Method = null;
        AreDropped = true;
    }
}
