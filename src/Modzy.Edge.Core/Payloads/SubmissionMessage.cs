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
        long size = ProtoSize.LengthDelimited(model.Size)
            + (input is null ? 0 : ProtoSize.LengthDelimited(input.Size))
            + (explain ? ProtoSize.True : 0);
        Size = MessageLimit.Check(size, input?.InputBytes ?? 0);
    }

    public int Size { get; }

    public void WriteTo(IBufferWriter<byte> output)
    {
        var writer = new ProtoWriter(output);
        writer.WriteLengthDelimited(ModelField, (int)_model.Size);
        _model.WriteTo(ref writer);
        if (_input is not null)
        {
            writer.WriteLengthDelimited(InputField, (int)_input.Size);
            _input.WriteTo(ref writer);
        }

        if (_explain)
        {
            writer.WriteTrue(ExplainField);
        }

        writer.Finish();
    }
}
