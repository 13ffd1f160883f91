using BenchmarkDotNet.Attributes;
using Modzy.Edge.Transport.Http2.Hpack;

namespace Modzy.Edge.Benchmarks;

/// <summary>The HPACK decoder, over header blocks as servers send them.</summary>
[MemoryDiagnoser]
public class HpackBenchmarks
{
    // What gRPC's C core answers with to a client that has announced a table of size 0.
    private readonly byte[] _grpc = Convert.FromHexString(
        "88400C636F6E74656E742D74797065106170706C69636174696F6E2F67727063"
        + "4014677270632D6163636570742D656E636F64696E67176964656E746974792C206465666C6174652C20677A6970");

    private readonly byte[] _trailers = Convert.FromHexString("400B677270632D7374617475730130");

    // RFC 7541, C.6.1: four literals in Huffman code.
    private readonly byte[] _huffman = Convert.FromHexString(
        "488264025885AEC3771A4B6196D07ABE941054D444A8200595040B8166E082A62D1BFF6E919D29AD171863C78F0B97C8E9AE82AE43D3");

    private readonly HpackDecoder _decoder = new();
    private readonly Counter _counter = new();

    [GlobalSetup]
    public void Prepare() => _decoder.LimitTable(0);

    /// <summary>Both header blocks of an answer.</summary>
    [Benchmark]
    public int GrpcAnswer()
    {
        _decoder.Decode(_grpc, _counter);
        _decoder.Decode(_trailers, _counter);
        return _counter.Bytes;
    }

    /// <summary>A block in Huffman code.</summary>
    [Benchmark]
    public int Huffman()
    {
        _decoder.Decode(_huffman, _counter);
        return _counter.Bytes;
    }

    private sealed class Counter : IHeaderSink
    {
        public int Bytes { get; private set; }

        public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Bytes += name.Length + value.Length;
    }
}
