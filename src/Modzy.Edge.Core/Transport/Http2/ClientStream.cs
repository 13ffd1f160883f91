using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Http2;

/// <summary>A stream, which carries one call. When that is over it can be begun anew.</summary>
internal sealed class ClientStream
{
    /// <summary>Odd; 0 before the first.</summary>
    public int Id { get; private set; }

    /// <summary>Takes what the peer sends.</summary>
    public IStreamReceiver Receiver { get; private set; } = null!;

    /// <summary>What may still be sent. Negative if the peer has taken back more than there was.</summary>
    public long SendWindow { get; set; }

    /// <summary>What was received and not yet given back to the peer's window.</summary>
    public int Received { get; set; }

    /// <summary>Whether all of the request has become frames.</summary>
    public bool LocalEnded { get; set; }

    /// <summary>Where its frames begin in all that is ever written to the connection.</summary>
    public long RequestBegin { get; set; }

    /// <summary>Where those with its message begin.</summary>
    public long MessageBegin { get; set; }

    /// <summary>Where these frames end in all that is ever written to the connection.</summary>
    public long RequestEnd { get; set; }

    /// <summary>Whether the peer sends nothing more, in whatever way.</summary>
    public bool RemoteEnded { get; set; }

    /// <summary>The reason for which the peer has reset the stream, if it has.</summary>
    public Http2Error? Reset { get; set; }

    /// <summary>What the peer did wrong on the stream, for which the client has reset it.</summary>
    public Http2Exception? Violation { get; set; }

    /// <summary>Whether the peer says that it has not begun to process the request.</summary>
    public bool Refused { get; set; }

    /// <summary>The GOAWAY by which it was refused; null if it was not.</summary>
    public PeerGoAway? GoAway { get; set; }

    /// <summary>Whether nothing that may still come makes a difference.</summary>
    public bool IsAnswered => RemoteEnded || Receiver.IsDecided;

    public void Begin(int id, IStreamReceiver receiver, int sendWindow)
    {
        Id = id;
        Receiver = receiver;
        SendWindow = sendWindow;
        Received = 0;
        LocalEnded = RemoteEnded = Refused = false;
        RequestEnd = 0;
        Reset = null;
        Violation = null;
        GoAway = null;
    }
}

/// <summary>Takes what the peer sends on the stream.</summary>
internal interface IStreamReceiver
{
    /// <summary>Whether nothing that may still come makes a difference.</summary>
    bool IsDecided { get; }

    /// <summary>Takes a whole header block, which has to be decoded unless the decoder has no state.</summary>
    void OnHeaders(ReadOnlySpan<byte> block, bool endStream, HpackDecoder decoder);

    void OnData(ReadOnlySpan<byte> data);
}

/// <summary>With what the peer announced the end of the connection: a GOAWAY frame (RFC 9113, section 6.8).</summary>
/// <param name="Error">The error code.</param>
/// <param name="DebugData">The beginning of the additional debug data, as text that is safe to show; empty if there is none.</param>
internal sealed record PeerGoAway(Http2Error Error, string DebugData)
{
    /// <summary>In bytes. What servers send are words such as too_many_pings.</summary>
    private const int MaxDebugData = 128;

    public static PeerGoAway Read(Http2Error error, ReadOnlySpan<byte> debugData) => new(
        error,
        PrintableText.Escape(System.Text.Encoding.UTF8.GetString(debugData[..Math.Min(debugData.Length, MaxDebugData)])));

    public override string ToString() =>
        DebugData.Length == 0 ? $"GOAWAY {Http2ErrorNames.Of(Error)}" : $"GOAWAY {Http2ErrorNames.Of(Error)}, \"{DebugData}\"";
}
