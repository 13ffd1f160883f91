using System.Buffers;

namespace Modzy.Edge.Payloads;

/// <summary>
/// <c>jobs.v1.JobSubmission</c>, written straight from the callers' memory: every length is known before the first byte is
/// written.
/// </summary>
internal sealed class SubmissionMessage : IWireMessage
{
    private const int ModelField = 1;
    private const int InputField = 2;
    private const int ExplainField = 3;

    private readonly ModelReference _model;
    private readonly SubmissionInput? _input;
    private readonly bool _explain;

    /// <param name="model">Which model.</param>
    /// <param name="input">What it works on; null opens a job whose input follows in chunks.</param>
    /// <param name="explain">Whether the model is asked for an explanation.</param>
    /// <exception cref="EdgeException">The data is too large for one message.</exception>
    public SubmissionMessage(ModelReference model, SubmissionInput? input, bool explain)
    {
        _model = model;
        _input = input;
        _explain = explain;
        long size = ProtoSize.LengthDelimited(model.Message.Length)
            + (input is SubmissionInput given ? ProtoSize.LengthDelimited(given.Size) : 0)
            + (explain ? ProtoSize.True : 0);
        // What the caller gave is counted for the error only.
        Size = size <= MessageLimit.Bytes ? (int)size : MessageLimit.Check(size, input?.InputBytes ?? 0);
    }

    public int Size { get; }

    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output);
        writer.WriteBytes(ModelField, _model.Message);
        if (_input is SubmissionInput input)
        {
            writer.WriteLengthDelimited(InputField, (int)input.Size);
            input.WriteTo(ref writer);
        }

        if (_explain)
        {
            writer.WriteTrue(ExplainField);
        }

        writer.Finish();
    }
}
