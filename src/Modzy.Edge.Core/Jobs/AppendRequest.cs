using System.Buffers;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Requests;

/// <summary>Appends bytes to one data input of an open job, in as many chunks as it takes.</summary>
internal sealed class AppendRequest : EdgeRequest<bool>
{
    private readonly ChunkTarget _target;
    private readonly ReadOnlySequence<byte> _data;
    private readonly ChunkLimitsCache _chunkLimits;

    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public AppendRequest(
        string jobIdentifier, string sourceKey, string inputKey, ReadOnlySequence<byte> data, ChunkLimitsCache chunkLimits)
    {
        Arguments.Required(jobIdentifier, "job_identifier", "the job_identifier of a job that was opened");
        _target = new ChunkTarget(jobIdentifier, sourceKey, inputKey);
        _data = data;
        _chunkLimits = chunkLimits;
    }

    public override async ValueTask<bool> RunAsync(CallContext context)
    {
        ChunkLimits limits = await _chunkLimits.GetAsync(context).ConfigureAwait(false);
        int size = limits.DataBytes(_target);
        if (limits.AreExceeded(_data.Length, size))
        {
            throw limits.Exceeded("data", FormattableString.Invariant($"is {_data.Length:N0} bytes"), _data.Length, size);
        }

        ReadOnlySequence<byte> rest = _data;
        do
        {
            // Even nothing is sent: it makes an input that is empty.
            ReadOnlySequence<byte> chunk = rest.Slice(0, Math.Min(size, rest.Length));
            await context.BorrowingUnaryAsync(EdgeMethods.AddInputToJob, new ChunkMessage(_target, chunk)).ConfigureAwait(false);
            rest = rest.Slice(chunk.Length);
        }
        while (!rest.IsEmpty);
        return true;
    }
}
