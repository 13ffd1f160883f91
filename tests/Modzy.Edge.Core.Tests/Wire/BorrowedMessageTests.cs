using System.Buffers;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Core.Tests.Wire;

/// <summary>After a call has ended, nothing of the caller's is read any more.</summary>
public sealed class BorrowedMessageTests : IDisposable
{
    private readonly WatchedMemory _memory = new(new byte[1_000_000]);
    private readonly BorrowedMessage _message;

    public BorrowedMessageTests() =>
        _message = new BorrowedMessage(Encoding.Submission([new EdgeSource("s", new EdgeInput("i", _memory.Content))]));

    public void Dispose()
    {
        _message.Dispose();
        ((IDisposable)_memory).Dispose();
    }

    [Fact]
    public void It_writes_what_the_message_in_it_writes()
    {
        var inner = Encoding.Submission([new EdgeSource("s", new EdgeInput("i", new byte[300_000]))], explain: true);

        using var borrowed = new BorrowedMessage(inner);

        Assert.Equal(Encoding.BytesOf(inner), Encoding.BytesOf(borrowed));
    }

    [Fact]
    public async Task Revoking_waits_for_an_encoder_and_stops_it_at_its_next_span()
    {
        using var output = new SteppedWriter();
        var encoding = Task.Run(() => _message.WriteTo(output), TestContext.Current.CancellationToken);
        output.WaitUntilEncoderIsInside();

        var revoking = Task.Run(_message.Dispose, TestContext.Current.CancellationToken);
        var early = await Task.WhenAny(revoking, Task.Delay(50, TestContext.Current.CancellationToken)) == revoking;
        output.GoOn();
        await revoking;

        Assert.False(early, "the encoder was still inside");
        await Assert.ThrowsAsync<OperationCanceledException>(() => encoding);
        Assert.Equal(64 * 1024, Assert.Single(output.Advances));
    }

    [Fact]
    public void After_revoking_nothing_is_read()
    {
        _message.Dispose();

        var failure = Assert.Throws<OperationCanceledException>(() => _message.WriteTo(new ArrayBufferWriter<byte>()));

        Assert.Equal("The call has ended before its message was encoded.", failure.Message);
        Assert.Equal(0, _memory.Looks);
    }

    [Fact]
    public void Revoking_twice_is_harmless()
    {
        _message.Dispose();
        _message.Dispose();
    }

    [Fact]
    public void It_may_be_written_again_until_it_is_revoked()
    {
        Assert.Equal(Encoding.BytesOf(_message), Encoding.BytesOf(_message));
        Assert.Equal(2, _memory.Looks);
    }

    [Fact]
    public async Task Revoking_waits_for_every_encoder()
    {
        using var first = new SteppedWriter();
        using var second = new SteppedWriter();
        Task[] encoders =
        [
            Task.Run(() => _message.WriteTo(first), TestContext.Current.CancellationToken),
            Task.Run(() => _message.WriteTo(second), TestContext.Current.CancellationToken),
        ];
        first.WaitUntilEncoderIsInside();
        second.WaitUntilEncoderIsInside();

        var revoking = new Thread(_message.Dispose);
        revoking.Start();
        SpinWait.SpinUntil(() => revoking.ThreadState == ThreadState.WaitSleepJoin);
        first.GoOn();
        var early = revoking.Join(50);
        second.GoOn();
        revoking.Join();

        Assert.False(early, "one encoder was still inside");
        await Assert.ThrowsAsync<OperationCanceledException>(() => encoders[0]);
        await Assert.ThrowsAsync<OperationCanceledException>(() => encoders[1]);
        Assert.Equal(2, _memory.Looks);
    }
}
