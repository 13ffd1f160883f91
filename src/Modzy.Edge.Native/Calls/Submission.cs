using Modzy.Edge.Native.Handles;
using Modzy.Edge.Native.Marshalling;
using Modzy.Edge.Requests;
using Modzy.Edge.Transport.Sockets;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Calls;

/// <summary>
/// A job submitted from the caller's memory. A structure, because it is on the path of every small job, where each
/// avoided allocation counts.
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
        NativeSubmitOptions options = Marshalling.Options.Submit(submission.Options);
        EdgeSubmitOptions? settings = Marshalling.Options.Call(options);
        Job job;
        Deadline deadline;
        using (ClientLease lease = NativeHandles.Client(submission.Client))
        using (var scope = new BorrowScope())
        {
            EdgeRequest<Job> request = submission.Request(lease.Client, options, settings, scope);
            deadline = Deadline.After(lease.Client.DeadlineOf(settings));
            job = lease.Client.Run(request, settings, CancellationToken.None);
        }

        Call.GiveJson(job, submission.OutJob, deadline);
    }

    /// <summary>Submits it asynchronously.</summary>
    /// <param name="outCall">Receives the call.</param>
    public readonly void Start(nint* outCall)
    {
        Submission submission = this;
        NativeSubmitOptions options = Marshalling.Options.Submit(Options);
        EdgeSubmitOptions? settings = Marshalling.Options.Call(options);
        Call.Start(Client, settings, outCall, edge =>
        {
            var scope = new BorrowScope();
            return new BorrowScopedRequest<Job>(submission.Request(edge, options, settings, scope), scope);
        });
    }

    /// <summary>Creates the request that submits the job, waits for its end and fetches its results.</summary>
    /// <param name="progress">Receives the progress of the job.</param>
    public readonly Func<EdgeClient, EdgeRequest<JobResults>> RunRequest(JobProgress progress)
    {
        Submission submission = this;
        return edge =>
        {
            NativeSubmitOptions options = Marshalling.Options.Submit(submission.Options);
            EdgeWaitOptions? wait = Marshalling.Options.Wait(options.Wait, "options.wait");
            var scope = new BorrowScope();
            SubmissionInput input = submission.Read(options, Marshalling.Options.Call(options), scope);
            ModelReference model = Utf8Marshaller.Model(edge, submission.ModelIdentifier, submission.ModelVersion);
            return new BorrowScopedRequest<JobResults>(
                new RunJobRequest(model, input, options.Explain != 0, wait, progress, edge.Jobs.Limits), scope);
        };
    }

    private readonly EdgeRequest<Job> Request(
        EdgeClient client, in NativeSubmitOptions options, EdgeSubmitOptions? settings, BorrowScope scope)
    {
        SubmissionInput input = Read(options, settings, scope);
        return EdgeRequests.Submit(
            Utf8Marshaller.Model(client, ModelIdentifier, ModelVersion),
            input,
            options.Explain != 0,
            client.Jobs.Limits);
    }

    private readonly SubmissionInput Read(
        in NativeSubmitOptions options, EdgeSubmitOptions? settings, BorrowScope scope) =>
        Input(BorrowedSources.Read(Sources, SourceCount, options, scope)).Within(settings);
}

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

    private const string InputPath = "sources[0].inputs[0].";

    /// <summary>EDGE_SINGLE_SOURCE.</summary>
    private static ReadOnlySpan<byte> SourceKey => "input\0"u8;

    /// <summary>Submits it on the caller's thread.</summary>
    public static void Run(in SingleSubmission it)
    {
        NativeInput input = it.Input;
        var source = new NativeSource { Key = NativeString.Literal(SourceKey), Inputs = &input, InputCount = 1 };
        try
        {
            Submission.Run(it.With(&source));
        }
        catch (EdgeException e) when (IsOfInput(e))
        {
            throw Renamed(e);
        }
    }

    /// <summary>Submits it asynchronously.</summary>
    public static void Start(in SingleSubmission it)
    {
        NativeInput input = it.Input;
        var source = new NativeSource { Key = NativeString.Literal(SourceKey), Inputs = &input, InputCount = 1 };
        try
        {
            it.With(&source).Start(it.OutCall);
        }
        catch (EdgeException e) when (IsOfInput(e))
        {
            throw Renamed(e);
        }
    }

    private static bool IsOfInput(EdgeException error) =>
        error.Parameter?.StartsWith(InputPath, StringComparison.Ordinal) == true;

    /// <summary>The error by the names of the function's parameters.</summary>
    private static EdgeException Renamed(EdgeException error)
    {
        string parameter = Rename(error.Parameter!);
        return EdgeException.InvalidArgument(parameter, Rename(error.Message)[(parameter.Length + 1)..]);
    }

    private static string Rename(string text) => text
        .Replace($"{InputPath}key", "input_key", StringComparison.Ordinal)
        .Replace(InputPath, "", StringComparison.Ordinal);

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

/// <summary>A request that reads borrowed memory of the caller, and ends the borrow when it has run.</summary>
internal sealed class BorrowScopedRequest<T>(EdgeRequest<T> request, IDisposable scope) : EdgeRequest<T>
{
    public override T Run(CallContext context)
    {
        try
        {
            return request.Run(context);
        }
        finally
        {
            scope.Dispose();
        }
    }

    public override async ValueTask<T> RunAsync(CallContext context)
    {
        try
        {
            return await request.RunAsync(context).ConfigureAwait(false);
        }
        finally
        {
            scope.Dispose();
        }
    }

    public override AsyncOperation Start(EdgeClient client, EdgeCallOptions? options, ICompletionHandler handler)
    {
        try
        {
            return request.Start(client, options, new BorrowEnd(scope, handler));
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    /// <summary>Ends the borrow before the completion is handled.</summary>
    private sealed class BorrowEnd(IDisposable scope, ICompletionHandler handler) : ICompletionHandler
    {
        public WaitingThread? OnCompleted(WaitingThread? toWake)
        {
            scope.Dispose();
            return handler.OnCompleted(toWake);
        }
    }
}
