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
    public bool Explain;

    /// <summary>May be NULL.</summary>
    public NativeCallOptions* Options;

    /// <summary>Receives the job as JSON. May be NULL.</summary>
    public byte** OutJob;

    /// <summary>Submits it on the caller's thread.</summary>
    public static void Run(in Submission submission)
    {
        Job job;
        Deadline deadline;
        using (ClientLease lease = NativeHandles.Client(submission.Client))
        using (var loans = new Loans())
        {
            EdgeRequest<Job> request = submission.Request(lease.Client, loans);
            EdgeCallOptions? options = Interop.Options.Call(submission.Options);
            deadline = Deadline.After(lease.Client.DeadlineOf(options));
            job = lease.Client.Run(request, options, CancellationToken.None);
        }

        Call.GiveJson(job, submission.OutJob, deadline);
    }

    /// <summary>Makes the request.</summary>
    /// <param name="client">Where it will run.</param>
    /// <param name="loans">Receives what it borrows, until it has run.</param>
    public readonly EdgeRequest<Job> Request(EdgeClient client, Loans loans)
    {
        SourceItem[] items = BorrowedSources.Read(Sources, SourceCount, loans);
        ModelReference model = Text.Model(client, ModelIdentifier, ModelVersion);
        return EdgeRequests.Submit(model, Input(items), Explain);
    }
}
