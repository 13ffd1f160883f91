using Modzy.Edge.Transport.Direct.Hpack;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Transport.Direct.Http2;

/// <summary>
/// The client's side of an HTTP/2 connection (RFC 9113) that carries one stream at a time, spoken by the thread that
/// makes the call: it sends, and it waits for what it needs.
/// </summary>
internal sealed partial class Http2Connection : IDisposable
{
    private const int MaxStreamId = int.MaxValue;

    private readonly EdgeSocket _socket;
    private readonly SendBuffer _output = new();
    private readonly ReceiveBuffer _input = new();
    private readonly HpackDecoder _hpack = new();
    private readonly PeerSettings _peer = new();
    private readonly ClientStream _stream = new();
    private IStreamReceiver? _receiver;

    public Http2Connection(EdgeSocket socket)
    {
        _socket = socket;
        Preface.Write(_output);
    }

    /// <summary>Whether the peer says that it has not begun to process the request.</summary>
    public bool IsRefused => _stream.Refused;

    /// <summary>Why the peer has reset the stream, if it has.</summary>
    public Http2Error? Reset => _stream.Reset;

    /// <inheritdoc cref="PeerSettings.HeaderTableSize"/>
    public uint HeaderTableSize => _peer.HeaderTableSize;

    /// <summary>Whether a part of the request has not even been handed to the system.</summary>
    public bool IsRequestIncomplete => !_stream.LocalEnded || _output.Sent < _requestEnd;

    private bool IsAnswered => _receiver is not null && (_stream.RemoteEnded || _receiver.IsDecided);

    private bool CanBegin => !_goingAway && _stream.Id < MaxStreamId - 1;

    public void Interrupt() => _socket.Interrupt();

    /// <summary>Looks at what came while the connection was idle.</summary>
    /// <returns>Whether the connection can still be used.</returns>
    public bool Refresh()
    {
        try
        {
            while (ReceiveAvailable())
            {
            }

            return CanBegin && TryFlush();
        }
        catch (Exception e) when (IsLoss(e))
        {
            return false;
        }
    }

    /// <summary>Waits until the peer allows a stream. Most always do.</summary>
    public void AwaitStream(Deadline deadline)
    {
        while (_peer.MaxConcurrentStreams == 0 && CanBegin)
        {
            Exchange(deadline);
        }

        if (!CanBegin)
        {
            _stream.Refused = true;
            throw new ConnectionException("the connection is being closed by the peer");
        }
    }

    /// <summary>Begins a stream. What is sent waits in the buffer until there is more of it or it is needed.</summary>
    /// <param name="receiver">Takes the answer.</param>
    /// <param name="headers">The header block of the request.</param>
    public void Begin(IStreamReceiver receiver, ReadOnlySpan<byte> headers)
    {
        _receiver = receiver;
        _flood.Reset();
        _stream.Begin(_stream.Id == 0 ? 1 : _stream.Id + 2, _peer.InitialWindow);
        WriteHeaders(headers);
    }

    /// <summary>Waits until the answer is complete.</summary>
    public void AwaitAnswer(Deadline deadline)
    {
        while (!IsAnswered)
        {
            Exchange(deadline);
        }
    }

    /// <summary>Ends the stream after its answer, in an orderly way.</summary>
    /// <returns>Whether the connection can be used again.</returns>
    public bool End()
    {
        _receiver = null;
        _hpack.Trim();
        if (_stream.Id != 0 && !_stream.Refused && _stream.Reset is null && !(_stream.LocalEnded && _stream.RemoteEnded))
        {
            _output.WriteFrame(FrameType.ResetStream, _stream.Id, (uint)Http2Error.Cancel);
        }

        _stream.RemoteEnded = true;
        try
        {
            if (CanBegin && TryFlush())
            {
                _output.Release();
                return true;
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            // It cannot be used again.
        }

        return false;
    }

    /// <summary>
    /// Tells the peer, if that is possible without waiting, that its answer is not wanted any more and that the connection
    /// will be closed.
    /// </summary>
    /// <param name="reason">What was wrong with what the peer did, if anything.</param>
    public void Abandon(Http2Error reason = Http2Error.NoError)
    {
        _receiver = null;
        try
        {
            if (_stream.IsOpen)
            {
                _output.WriteFrame(FrameType.ResetStream, _stream.Id, (uint)Http2Error.Cancel);
            }

            _output.WriteFrame(FrameType.GoAway, FrameFlags.None, 0, [0, 0, 0, 0, 0, 0, 0, (byte)reason]);
            TryFlush();
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The peer will notice that the connection is gone.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _output.Release();
    }

    private static bool IsLoss(Exception e) =>
        e is ConnectionException or Http2Exception or HpackException or OperationCanceledException;
}
