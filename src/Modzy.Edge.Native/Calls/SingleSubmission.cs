using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Calls;

/// <summary>A job with a single data input, in one input item.</summary>
internal unsafe struct SingleSubmission
{
    public nint Client;
    public byte* ModelIdentifier;
    public byte* ModelVersion;
    public NativeInput Input;

    /// <summary>Receives the job as JSON. May be NULL.</summary>
    public byte** OutJob;

    /// <summary>Receives the call.</summary>
    public nint* OutCall;

    /// <summary>EDGE_SINGLE_SOURCE.</summary>
    private static ReadOnlySpan<byte> SourceKey => "input\0"u8;

    /// <summary>Submits it on the caller's thread.</summary>
    public static void Run(in SingleSubmission it)
    {
        NativeInput input = it.Input;
        var source = new NativeSource { Key = NativeString.Literal(SourceKey), Inputs = &input, InputCount = 1 };
        Submission.Run(it.With(&source));
    }

    /// <summary>Submits it asynchronously.</summary>
    public static void Start(in SingleSubmission it)
    {
        NativeInput input = it.Input;
        var source = new NativeSource { Key = NativeString.Literal(SourceKey), Inputs = &input, InputCount = 1 };
        it.With(&source).Start(it.OutCall);
    }

    private readonly Submission With(NativeSource* source) => new()
    {
        Client = Client,
        ModelIdentifier = ModelIdentifier,
        ModelVersion = ModelVersion,
        Sources = source,
        SourceCount = 1,
        Input = &SubmissionInputs.Embedded,
        OutJob = OutJob,
    };
}
