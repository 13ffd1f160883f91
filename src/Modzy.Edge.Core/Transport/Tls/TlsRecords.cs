using System.Runtime.InteropServices;

namespace Modzy.Edge.Transport.Tls;

/// <summary>
/// What the BIO of a connection reads and writes: TLS records in memory of this library. OpenSSL gets no descriptor,
/// because its writes would raise SIGPIPE, and no wait of it could end at a deadline.
/// </summary>
/// <remarks>The callbacks run within a call of OpenSSL and must not throw.</remarks>
internal unsafe struct TlsRecords
{
    // BIO_TYPE_SOURCE_SINK, BIO_CTRL_FLUSH, BIO_FLAGS_READ with BIO_FLAGS_SHOULD_RETRY, and all flags of a retry.
    private const int SourceSink = 0x400;
    private const int Flush = 11;
    private const int RetryRead = 1 | 8;
    private const int AnyRetry = 1 | 2 | 4 | 8;

    private static OpenSsl? _openSsl;

    /// <summary>Also here, where leak checkers look: the managed heap is not part of what they search.</summary>
    private static nint _method;

    /// <summary>What was received and OpenSSL has not read yet.</summary>
    public TlsBuffer Received;

    /// <summary>What OpenSSL has written and nobody has taken to send it.</summary>
    public TlsBuffer Written;

    /// <summary>Whether OpenSSL has asked for more than was received.</summary>
    public bool IsStarved;

    /// <summary>Whether there was no memory for what OpenSSL wrote.</summary>
    public bool IsOutOfMemory;

    /// <summary>Whether the edge has asked for a certificate of the client in the handshake.</summary>
    public bool IsCertificateRequested;

    /// <summary>Whether the edge has asked for a renegotiation.</summary>
    public bool IsRenegotiationRefused;

    /// <summary>The certificate (X509) that was not accepted, owned by this; 0 if there is none.</summary>
    public nint Rejected;

    public static nint CreateMethod(OpenSsl openSsl)
    {
        _openSsl = openSsl;
        fixed (byte* name = "modzy-edge\0"u8)
        {
            nint method = openSsl.BioMethodNew(openSsl.BioNewIndex() | SourceSink, name);
            openSsl.BioMethodSetRead(method, &Read);
            openSsl.BioMethodSetWrite(method, &Write);
            openSsl.BioMethodSetControl(method, &Control);
            return _method = method;
        }
    }

    /// <summary>SSL_verify_cb: keeps the first certificate that is not accepted, for the message.</summary>
    [UnmanagedCallersOnly]
    public static int OnVerified(int isAccepted, nint storeContext)
    {
        OpenSsl openSsl = _openSsl!;
        if (isAccepted == 0)
        {
            TlsRecords* records = Of(openSsl.StoreContextData(storeContext, openSsl.SslIndexInStoreContext()));
            nint certificate = openSsl.StoreContextCertificate(storeContext);
            if (records->Rejected == 0 && certificate != 0 && openSsl.CertificateAddReference(certificate) == 1)
            {
                records->Rejected = certificate;
            }
        }

        return isAccepted;
    }

    /// <summary>cert_cb: OpenSSL calls it when the edge asks for a certificate, whether there is one or not.</summary>
    /// <returns>1: go on with the certificate of the context, or without one.</returns>
    [UnmanagedCallersOnly]
    public static int OnCertificateRequested(nint ssl, void* argument)
    {
        Of(ssl)->IsCertificateRequested = true;
        return 1;
    }

    /// <summary>Info callback. For OpenSSL it is no error that the edge asks for a renegotiation.</summary>
    [UnmanagedCallersOnly]
    public static void OnInfo(nint ssl, int where, int value)
    {
        // SSL_CB_WRITE_ALERT; the level and the description of the alert.
        const int alertSent = 0x4008;
        const int noRenegotiation = 100;
        if (where == alertSent && (value & 0xff) == noRenegotiation)
        {
            Of(ssl)->IsRenegotiationRefused = true;
        }
    }

    public void Free(OpenSsl openSsl)
    {
        Received.Free();
        Written.Free();
        if (Rejected != 0)
        {
            openSsl.CertificateFree(Rejected);
            Rejected = 0;
        }
    }

    private static TlsRecords* Of(nint ssl) => (TlsRecords*)_openSsl!.BioGetData(_openSsl.SslGetReadBio(ssl));

    [UnmanagedCallersOnly]
    private static int Read(nint bio, byte* buffer, int length)
    {
        OpenSsl openSsl = _openSsl!;
        var records = (TlsRecords*)openSsl.BioGetData(bio);
        openSsl.BioClearFlags(bio, AnyRetry);
        int count = Math.Min(length, records->Received.Length);
        if (count <= 0)
        {
            records->IsStarved = true;
            openSsl.BioSetFlags(bio, RetryRead);
            return -1;
        }

        Buffer.MemoryCopy(records->Received.First, buffer, length, count);
        records->Received.Consume(count);
        return count;
    }

    [UnmanagedCallersOnly]
    private static int Write(nint bio, byte* bytes, int length)
    {
        OpenSsl openSsl = _openSsl!;
        var records = (TlsRecords*)openSsl.BioGetData(bio);
        openSsl.BioClearFlags(bio, AnyRetry);
        if (length <= 0)
        {
            return 0;
        }

        if (!records->Written.TryReserve(length))
        {
            records->IsOutOfMemory = true;
            return -1;
        }

        Buffer.MemoryCopy(bytes, records->Written.Next, length, length);
        records->Written.Add(length);
        return length;
    }

    [UnmanagedCallersOnly]
    private static nint Control(nint bio, int command, nint number, void* pointer) => command == Flush ? 1 : 0;
}

/// <summary>A queue of bytes in native memory, which does not move while a system call reads it.</summary>
internal unsafe struct TlsBuffer
{
    /// <summary>Fits a small request with its record.</summary>
    private const int SmallCapacity = 4096;

    private byte* _bytes;
    private int _capacity;
    private int _start;
    private int _end;

    public readonly byte* First => _bytes + _start;

    public readonly int Length => _end - _start;

    public readonly bool IsEmpty => _start == _end;

    public readonly ReadOnlySpan<byte> Pending => new(_bytes + _start, _end - _start);

    /// <summary>Where the next bytes go. Call <see cref="TryReserve"/> before.</summary>
    public readonly byte* Next => _bytes + _end;

    public readonly Span<byte> Room => new(_bytes + _end, _capacity - _end);

    /// <summary>Makes room for bytes.</summary>
    /// <returns>False if there is no memory.</returns>
    public bool TryReserve(int length)
    {
        if (_capacity - _end >= length)
        {
            return true;
        }

        if (_start > 0)
        {
            new Span<byte>(_bytes + _start, Length).CopyTo(new Span<byte>(_bytes, _capacity));
            _end -= _start;
            _start = 0;
        }

        return _capacity - _end >= length
            || TryResize(Math.Max(_end + length, Math.Max(2 * _capacity, SmallCapacity)));
    }

    public void Add(int count) => _end += count;

    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Gives memory back, if the queue is empty and has more than this.</summary>
    public void Trim(int capacity)
    {
        if (IsEmpty && _capacity > capacity)
        {
            Free();
        }
    }

    public void Free()
    {
        NativeMemory.Free(_bytes);
        this = default;
    }

    private bool TryResize(int capacity)
    {
        try
        {
            _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)capacity);
            _capacity = capacity;
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }
}
