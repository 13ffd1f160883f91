using System.Collections.Concurrent;
using Grpc.Core;
using Modzy.Edge.Transport.Http2.Hpack;
using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Grpc;

/// <summary>Encodes the header blocks of requests to one edge.</summary>
/// <param name="authority">The value of :authority.</param>
/// <param name="isTls">Whether :scheme is https.</param>
internal sealed class RequestHeaders(string authority, bool isTls = false)
{
    // Indices of the static table.
    private const int Authority = 1;
    private const int MethodPost = 3;
    private const int Path = 4;
    private const int SchemeHttp = 6;
    private const int SchemeHttps = 7;
    private const int ContentType = 31;
    private const int UserAgent = 58;

    /// <summary>With its frame headers a block has to fit into the send buffer.</summary>
    private const int MaxBytes = 32 * 1024;

    public static readonly string UserAgentText =
        $"modzy-edge/{typeof(RequestHeaders).Assembly.GetName().Version!.ToString(3)}";

    // Indices of the peer's dynamic table, which follow the static one, the newest first.
    private const int KeptEncoding = 62;
    private const int KeptUserAgent = 63;
    private const int KeptContentType = 64;
    private const int KeptTe = 65;
    private const int KeptAuthority = 66;
    private const int KeptPath = 67;

    /// <summary>For a peer whose dynamic table contains all fields of the method.</summary>
    private readonly byte[] _kept = Encode(isTls, static output =>
    {
        output.WriteIndexed(KeptPath);
        WriteKept(output);
    });

    /// <summary>By method: the encoded fields that all its calls have.</summary>
    private readonly ConcurrentDictionary<IMethod, Blocks> _blocks = new();

    /// <param name="output">Receives the block.</param>
    /// <param name="sent">The state of the peer's dynamic table. It is valid as updated once the block was sent, as the
    /// next one.</param>
    /// <param name="tableSize">The smallest SETTINGS_HEADER_TABLE_SIZE of the peer.</param>
    /// <param name="method">The method.</param>
    /// <param name="deadline">Sent as grpc-timeout.</param>
    /// <param name="metadata">The call's metadata.</param>
    /// <exception cref="ArgumentException">The metadata is invalid or too large.</exception>
    public void Write(
        HpackEncoder output,
        ref HpackEncoderState sent,
        uint tableSize,
        IMethod method,
        Deadline deadline,
        Metadata? metadata)
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

    /// <summary>The header value of a metadata entry.</summary>
    /// <exception cref="ArgumentException">It contains characters that a header value must not.</exception>
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
        Literal: Encode(isTls, output => WriteFields(output, method, HeaderIndexing.None)),
        Added: Encode(isTls, output => WriteFields(output, method, HeaderIndexing.Incremental)),
        Other: Encode(isTls, output =>
        {
            output.WriteLiteral(Path, method.FullName);
            WriteKept(output);
        }));

    private static byte[] Encode(bool isTls, Action<HpackEncoder> write)
    {
        var output = new HpackEncoder();
        output.WriteIndexed(MethodPost);
        output.WriteIndexed(isTls ? SchemeHttps : SchemeHttp);
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
            output.WriteLiteral(entry.Key, ValueOf(entry), HeaderIndexing.Never);
        }

        if (output.Block.Length > MaxBytes)
        {
            throw new ArgumentException($"The metadata is larger than {MaxBytes} bytes.");
        }
    }

    /// <summary>The encoded fields that all calls of a method have.</summary>
    /// <param name="Literal">Literals without indexing.</param>
    /// <param name="Added">Literals with incremental indexing: the first request of a connection.</param>
    /// <param name="Other">Indexed fields with a literal :path: the peer knows another method.</param>
    private sealed record Blocks(byte[] Literal, byte[] Added, byte[] Other);
}

/// <summary>
/// The state of the peer's dynamic table (RFC 7541). The first request of a connection adds its fields, and nothing is
/// added later, so that indices never shift and nothing is evicted.
/// </summary>
internal struct HpackEncoderState
{
    /// <summary>The method whose :path the table contains; null if the table is empty.</summary>
    public IMethod? Method { readonly get; set; }

    /// <summary>Whether the peer's table is too small, so that its size was set to 0.</summary>
    public bool AreDropped { readonly get; private set; }

    public void Drop()
    {
        Method = null;
        AreDropped = true;
    }
}
