namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>The one stream that a connection has at a time.</summary>
internal sealed class ClientStream
{
    /// <summary>Odd; 0 before the first.</summary>
    public int Id { get; private set; }

    /// <summary>What may still be sent. Negative if the peer has taken back more than there was.</summary>
    public long SendWindow { get; set; }

    /// <summary>What was received and not yet given back to the peer's window.</summary>
    public int Received { get; set; }

    /// <summary>Whether all of the request has become frames.</summary>
    public bool LocalEnded { get; set; }

    /// <summary>Whether the peer sends nothing more, in whatever way.</summary>
    public bool RemoteEnded { get; set; }

    /// <summary>The reason for which the peer has reset the stream, if it has.</summary>
    public Http2Error? Reset { get; set; }

    /// <summary>Whether the peer says that it has not begun to process the request.</summary>
    public bool Refused { get; set; }

    public bool IsOpen => Id != 0 && !RemoteEnded;

    public void Begin(int id, int sendWindow)
    {
        Id = id;
        SendWindow = sendWindow;
        Received = 0;
        LocalEnded = RemoteEnded = Refused = false;
        Reset = null;
    }
}
