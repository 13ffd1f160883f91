using Modzy.Edge.Payloads;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Requests;

/// <summary>Submits a job with its data inside. The data is read while the request runs, and never after.</summary>
internal sealed class SubmitEmbeddedRequest : EdgeRequest<Job>
{
    private readonly EmbeddedSubmission _submission;

    /// <exception cref="EdgeException">An argument cannot be right.</exception>
    public SubmitEmbeddedRequest(
        string modelIdentifier, string modelVersion, IReadOnlyList<EdgeSource> sources, bool explain)
    {
        Model = new ModelReference(modelIdentifier, modelVersion);
        _submission = new EmbeddedSubmission(Model, sources, explain);
    }

    public ModelReference Model { get; }

    public override async ValueTask<Job> RunAsync(CallContext context)
    {
        var message = new BorrowedMessage(_submission);
        try
        {
            JobSubmissionReceipt receipt = await context.UnaryAsync(EdgeMethods.SubmitJob, message).ConfigureAwait(false);
            return Job.From(receipt);
        }
        finally
        {
            message.Revoke();
        }
    }
}
