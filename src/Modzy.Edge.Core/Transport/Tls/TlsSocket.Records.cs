using Modzy.Edge.Transport.Sockets;

namespace Modzy.Edge.Transport.Tls;

/// <summary>Encrypts what is sent and decrypts what is received.</summary>
internal sealed unsafe partial class TlsSocket
{
    /// <summary>The payload of a record (RFC 8446, section 5.1).</summary>
    private const int RecordSize = 16 * 1024;

    /// <summary>How many records leave in one system call at most.</summary>
    private const int BatchRecords = 4;

    /// <summary>Fits a whole record.</summary>
    private const int SmallBuffer = RecordSize + 1024;

    /// <summary>For responses that come faster than they are decrypted.</summary>
    private const int LargeBuffer = 128 * 1024;

    /// <summary>How often an attempt to receive goes on with records that contain no data.</summary>
    private const int MaxEmptyReceives = 16;

    /// <summary>How many batches are remembered, to tell what the peer's kernel has acknowledged.</summary>
    private const int MaxMarks = 64;

    private static readonly TimeSpan _while = TimeSpan.FromSeconds(1);

    // Of the thread that sends: records that were encrypted; their payloads are a prefix of what it sends next.
    private TlsBuffer _sending;
    private readonly (int End, int Payload)[] _batch = new (int, int)[BatchRecords];
    private int _batchCount;
    private int _batchNext;
    private int _batchSent;

    // With the lock: for each of the last batches, how many bytes precede it inside of TLS and on the wire.
    private readonly (long Inside, long OnWire)[] _marks = new (long, long)[MaxMarks];
    private long _markCount;
    private long _inside;
    private long _onWire;

    // Of the thread that receives.
    private bool _isEstablished;
    private bool _hasReceivedRecord;
    private bool _hasReceivedData;
    private bool _isBulk;

    /// <summary>Whether OpenSSL holds the rest of a decrypted record.</summary>
    private bool _hasDecrypted;
    private bool _isClosedByPeer;
    private ConnectionException? _failure;

    /// <inheritdoc/>
    /// <remarks>The kernel has taken what is in records that it has taken whole. The others follow with the next call,
    /// which begins with the same bytes.</remarks>
    public override int TrySend(ReadOnlySpan<byte> data)
    {
        while (true)
        {
            if (_sending.IsEmpty)
            {
                Encrypt(data);
                if (_sending.IsEmpty)
                {
                    return 0;
                }
            }

            int count = base.TrySend(_sending.Pending);
            _sending.Consume(count);
            _batchSent += count;
            int taken = 0;
            while (_batchNext < _batchCount && _batch[_batchNext].End <= _batchSent)
            {
                taken += _batch[_batchNext++].Payload;
            }

            if (taken > 0 || count == 0)
            {
                return taken;
            }
        }
    }

    /// <inheritdoc/>
    public override bool HasUnsentRecords => _batchNext < _batchCount;

    /// <inheritdoc/>
    public override int TryReceive(Span<byte> buffer)
    {
        int count = Decrypt(buffer);
        for (int i = 0; count == 0 && i < MaxEmptyReceives && TryFill(); i++)
        {
            count = Decrypt(buffer);
        }

        return count;
    }

    /// <inheritdoc/>
    public override int Receive(Span<byte> buffer, Deadline deadline)
    {
        int count;
        while ((count = Decrypt(buffer)) == 0)
        {
            Fill(deadline);
            if (deadline.IsPast)
            {
                throw new TimeoutException();
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public override int ReceiveForAWhile(Span<byte> buffer)
    {
        Deadline end = Deadline.After(_while);
        int count;
        while ((count = Decrypt(buffer)) == 0 && !end.IsPast)
        {
            int received = base.ReceiveForAWhile(ReserveRoom());
            AddReceived(received);
            if (received == 0)
            {
                break;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public override PollResult Wait(bool forSending, Deadline deadline) =>
        _hasDecrypted || _failure is not null || !_records->Received.IsEmpty
            ? new PollResult(CanReceive: true, CanSend: false)
            : base.Wait(forSending, deadline);

    /// <inheritdoc/>
    public override bool IsUnread(long first, bool isRequestLast, Deadline deadline)
    {
        if (OnWire(first) is not long position)
        {
            return false;
        }

        if (_isClosedByPeer)
        {
            // TCP's FIN follows close_notify, or never comes.
            AwaitEnd(position, Deadline.Earlier(deadline, Deadline.After(_while)));
        }

        return base.IsUnread(position, isRequestLast, deadline);
    }

    /// <inheritdoc/>
    public override bool IsUnacknowledged(long first) =>
        OnWire(first) is long position && base.IsUnacknowledged(position);

    /// <inheritdoc/>
    public override void TrimBuffers()
    {
        _isBulk = false;
        _records->Received.Trim(SmallBuffer);
        _sending.Trim(2 * SmallBuffer);
    }

    /// <summary>Encrypts the next batch, after what OpenSSL has written by itself.</summary>
    private void Encrypt(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (_records->Written.IsEmpty)
            {
                // The memory of the batch before.
                (_sending, _records->Written) = (_records->Written, _sending);
            }

            _batchCount = _batchNext = _batchSent = 0;
            _marks[_markCount++ % MaxMarks] = (_inside, _onWire);
            try
            {
                fixed (byte* first = data)
                {
                    int taken = 0;
                    while (taken < data.Length && _batchCount < BatchRecords)
                    {
                        int count = _openSsl.SslWrite(_ssl, first + taken, Math.Min(data.Length - taken, RecordSize));
                        if (count <= 0)
                        {
                            throw WriteFailure();
                        }

                        taken += count;
                        _batch[_batchCount++] = (_records->Written.Length, count);
                    }

                    _inside += taken;
                }
            }
            finally
            {
                _onWire += _records->Written.Length;
                (_sending, _records->Written) = (_records->Written, _sending);
            }
        }
    }

    private Exception WriteFailure() => _records->IsOutOfMemory
        ? new InsufficientMemoryException("There is no memory for TLS records.")
        : new ConnectionException($"OpenSSL cannot encrypt: {_openSsl.TakeReason(out _)}");

    /// <summary>Decrypts what was received.</summary>
    /// <returns>How many bytes; 0 if a whole record was not received yet.</returns>
    /// <exception cref="ConnectionException">The peer has ended the connection, or a record is invalid.</exception>
    private int Decrypt(Span<byte> buffer)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        if (_records->Received.IsEmpty && !_hasDecrypted)
        {
            return 0;
        }

        int total = 0;
        lock (_gate)
        {
            fixed (byte* first = buffer)
            {
                _records->IsStarved = false;
                int count = 1;
                while (total < buffer.Length && count > 0)
                {
                    count = _openSsl.SslRead(_ssl, first + total, buffer.Length - total);
                    total += Math.Max(count, 0);
                }

                _hasDecrypted = count > 0;
                if (_records->IsRenegotiationRefused)
                {
                    _failure = TlsFailures.Renegotiation();
                }
                else if (count <= 0 && !_records->IsStarved)
                {
                    _failure = ReadFailure();
                }
            }

            if (total > 0 && !_hasReceivedData)
            {
                // Session tickets come before the first data.
                _hasReceivedData = true;
                _context.Remember(_ssl);
            }
        }

        return total > 0 || _failure is null ? total : throw _failure;
    }

    private ConnectionException ReadFailure()
    {
        string reason = _openSsl.TakeReason(out int code);
        if (OpenSsl.AlertOf(code) is int alert)
        {
            _context.ForgetSession();
            return Explained(TlsFailures.Alert(alert, HasCertificate, Certificate));
        }

        if (IsClosedByAlert)
        {
            _isClosedByPeer = true;
            return Describe(0);
        }

        return new ConnectionException($"a TLS record cannot be read: {reason}");
    }

    /// <inheritdoc/>
    protected override ConnectionException Describe(int error) =>
        _isEstablished && !_hasReceivedData && error is 0 or Libc.ConnectionReset or Libc.BrokenPipe
            ? Explained(TlsFailures.ClosedAtOnce(Certificate))
            : base.Describe(error);

    /// <summary>Receives records, at least a part of one.</summary>
    private void Fill(Deadline deadline) => AddReceived(base.Receive(ReserveRoom(), deadline));

    private bool TryFill()
    {
        int count = base.TryReceive(ReserveRoom());
        AddReceived(count);
        return count > 0;
    }

    private void AddReceived(int count)
    {
        _isBulk |= count == _records->Received.Room.Length;
        _records->Received.Add(count);
    }

    /// <summary>Room for records: larger if the last receipt has filled it.</summary>
    private Span<byte> ReserveRoom() => _records->Received.TryReserve(_isBulk ? LargeBuffer : SmallBuffer)
        ? _records->Received.Room
        : throw new InsufficientMemoryException("There is no memory for TLS records.");

    /// <summary>How many bytes on the wire precede a byte of what was sent inside of TLS, or a few bytes less; null if
    /// that was too long ago.</summary>
    private long? OnWire(long inside)
    {
        lock (_gate)
        {
            for (long i = _markCount - 1; i >= Math.Max(0, _markCount - MaxMarks); i--)
            {
                if (_marks[i % MaxMarks].Inside <= inside)
                {
                    return _marks[i % MaxMarks].OnWire;
                }
            }

            return null;
        }
    }
}
