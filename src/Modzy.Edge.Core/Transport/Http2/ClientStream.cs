using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Transport.Http2;

/// <summary>A client-initiated stream: one call. Instances are reused.</summary>
/// <param name="owner">What the stream belongs to, for the owner of the session.</param>
internal sealed class ClientStream(object? owner = null)
{
    public object? Owner => owner;

    /// <summary>The stream identifier; 0 before the first use.</summary>
    public int Id { get; private set; }

    /// <summary>Receives the response.</summary>
    public IStreamReceiver Receiver { get; private set; } = null!;

    /// <summary>The send window. Negative after the peer has reduced SETTINGS_INITIAL_WINDOW_SIZE.</summary>
    public long SendWindow { get; set; }

    /// <summary>The bytes received for which no WINDOW_UPDATE was sent yet.</summary>
    public int Received { get; set; }

    /// <summary>Whether END_STREAM was written.</summary>
    public bool LocalEnded { get; set; }

    /// <summary>Where the request begins among all bytes ever written to the connection.</summary>
    public long RequestBegin { get; set; }

    /// <summary>Where its first DATA frame begins.</summary>
    public long MessageBegin { get; set; }

    /// <summary>Where its last frame ends.</summary>
    public long RequestEnd { get; set; }

    /// <summary>Whether the peer has ended, reset or refused the stream.</summary>
    public bool RemoteEnded { get; set; }

    /// <summary>The error code of the peer's RST_STREAM; null if there was none.</summary>
    public Http2Error? Reset { get; set; }

    /// <summary>The stream error for which the client has reset the stream.</summary>
    public Http2Exception? Violation { get; set; }

    /// <summary>
    /// Whether the peer has not processed the request: REFUSED_STREAM, or GOAWAY with a lower last stream identifier.
    /// </summary>
    public bool Refused { get; set; }

    /// <summary>The GOAWAY that refused it; null if none did.</summary>
    public PeerGoAway? GoAway { get; set; }

    /// <summary>Whether <see cref="Http2Session.TakeAnswered"/> has returned it, or will.</summary>
    public bool IsListed { get; set; }

    /// <summary>The stream that was answered next.</summary>
    public ClientStream? NextAnswered { get; set; }

    /// <summary>Whether the outcome of the call is known.</summary>
    public bool IsAnswered => RemoteEnded || Receiver.IsDecided;

    public void Begin(int id, IStreamReceiver receiver, int sendWindow)
    {
        Id = id;
        Receiver = receiver;
        SendWindow = sendWindow;
        Forget();
    }

    /// <summary>Forgets the last call.</summary>
    public void Forget()
    {
        Received = 0;
        LocalEnded = RemoteEnded = Refused = IsListed = false;
        RequestEnd = 0;
        NextAnswered = null;
        Reset = null;
        Violation = null;
        GoAway = null;
    }
}

/// <summary>Takes what the peer sends on the stream.</summary>
internal interface IStreamReceiver
{
    /// <summary>Whether the call has failed, whatever the peer still sends.</summary>
    bool IsDecided { get; }

    /// <summary>Receives a complete header block. It must be decoded, unless the decoder is stateless.</summary>
    void OnHeaders(ReadOnlySpan<byte> block, bool endStream, HpackDecoder decoder);

    void OnData(ReadOnlySpan<byte> data);
}

/// <summary>A received GOAWAY frame (RFC 9113, section 6.8).</summary>
/// <param name="Error">The error code.</param>
/// <param name="DebugData">The beginning of the additional debug data, escaped; empty if there is none.</param>
internal sealed record PeerGoAway(Http2Error Error, string DebugData)
{
    /// <summary>In bytes. Servers send words such as too_many_pings.</summary>
    private const int MaxDebugData = 128;

    /// <summary>
    /// Whether the peer has processed no stream of the connection: the last one is 0. For the channel, which does not
    /// know the streams of its calls; the direct transport tells for each stream whether it is refused.
    /// </summary>
    public bool RefusesAll { get; init; }

    public static PeerGoAway Read(Http2Error error, ReadOnlySpan<byte> debugData) => new(
        error,
        PrintableText.Escape(
            System.Text.Encoding.UTF8.GetString(debugData[..Math.Min(debugData.Length, MaxDebugData)])));

    public override string ToString() =>
        DebugData.Length == 0 ? $"GOAWAY {Http2ErrorNames.Of(Error)}" : $"GOAWAY {Http2ErrorNames.Of(Error)}, \"{DebugData}\"";
}
