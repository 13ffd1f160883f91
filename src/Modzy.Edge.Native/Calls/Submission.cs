using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Interop;
using Modzy.Edge.Payloads;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Direct.Io;

namespace Modzy.Edge.Native;

/// <summary>
/// What callers submit from their memory. As a structure, because it is on the way of every small job, where each object
/// that need not be made counts.
/// </summary>
internal unsafe struct Submission
{
    public nint Client;
    public byte* ModelIdentifier;
    public byte* ModelVersion;
    public NativeSource* Sources;
    public nuint SourceCount;
    public delegate*<SourceItem[], SubmissionInput> Input;

    /// <summary>May be NULL.</summary>
    public NativeSubmitOptions* Options;

    /// <summary>Receives the job as JSON. May be NULL.</summary>
    public byte** OutJob;

    /// <summary>Submits it on the caller's thread.</summary>
    public static void Run(in Submission submission)
    {
        NativeSubmitOptions options = Interop.Options.Submit(submission.Options);
        EdgeSubmitOptions? settings = Interop.Options.Call(options);
        Job job;
        Deadline deadline;
        using (ClientLease lease = NativeHandles.Client(submission.Client))
        using (var loans = new Loans())
        {
            EdgeRequest<Job> request = submission.Request(lease.Client, options, settings, loans);
            deadline = Deadline.After(lease.Client.DeadlineOf(settings));
            job = lease.Client.Run(request, settings, CancellationToken.None);
        }

        Call.GiveJson(job, submission.OutJob, deadline);
    }

    /// <summary>Submits it without blocking.</summary>
    /// <param name="outCall">Receives the call.</param>
    public readonly void Start(nint* outCall)
    {
        Submission submission = this;
        NativeSubmitOptions options = Interop.Options.Submit(Options);
        EdgeSubmitOptions? settings = Interop.Options.Call(options);
        Call.Start(Client, settings, outCall, edge =>
        {
            var loans = new Loans();
            return new LoanRequest<Job>(submission.Request(edge, options, settings, loans), loans);
        });
    }

    /// <summary>Makes the request that submits it, waits for its end and fetches its results.</summary>
    /// <param name="progress">Told how far the job is.</param>
    public readonly Func<EdgeClient, EdgeRequest<JobResults>> RunRequest(JobProgress progress)
    {
        Submission submission = this;
        return edge =>
        {
            NativeSubmitOptions options = Interop.Options.Submit(submission.Options);
            EdgeWaitOptions? wait = Interop.Options.Wait(options.Wait, "options.wait");
            var loans = new Loans();
            SubmissionInput input = submission.Read(options, Interop.Options.Call(options), loans);
            ModelReference model = Text.Model(edge, submission.ModelIdentifier, submission.ModelVersion);
            return new LoanRequest<JobResults>(new RunJobRequest(model, input, options.Explain != 0, wait, progress), loans);
        };
    }

    private readonly EdgeRequest<Job> Request(EdgeClient client, in NativeSubmitOptions options, EdgeSubmitOptions? settings, Loans loans)
    {
        SubmissionInput input = Read(options, settings, loans);
        return EdgeRequests.Submit(Text.Model(client, ModelIdentifier, ModelVersion), input, options.Explain != 0);
    }

    private readonly SubmissionInput Read(in NativeSubmitOptions options, EdgeSubmitOptions? settings, Loans loans) =>
        Input(BorrowedSources.Read(Sources, SourceCount, options, loans)).Within(EdgeSubmitOptions.JobTimeoutOf(settings));
}
