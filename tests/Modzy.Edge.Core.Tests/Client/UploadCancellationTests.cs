using Google.Protobuf;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>
/// Jobs for chunks that are given up while the edge is opening them: nobody knows their identifier yet.
/// </summary>
public sealed class UploadCancellationTests : ClientTest
{
    private static readonly Mode[] _modes = [Mode.Blocking, Mode.Asynchronous];
    private static readonly EdgeTransportKind[] _transports = [EdgeTransportKind.Direct, EdgeTransportKind.Channel];

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public UploadCancellationTests()
    {
        Log.ExpectFailingCalls();
        Answers.On(EdgeMethods.SubmitJob, async (_, call) =>
        {
            _asked.SetResult();
            await _opened.Task.WaitAsync(call.CancellationToken);
            return new JobSubmissionReceipt { JobIdentifier = "job", Status = JobStatus.Open };
        });
        Answers.On(EdgeMethods.CancelJob, (request, _) =>
        {
            _cancelled.SetResult(JobIdentifier.Parser.ParseFrom(request).Identifier);
            return Task.FromResult<IMessage>(new JobDetails { JobIdentifier = "job", Status = "CANCELED" });
        });
    }

    public static MatrixTheoryData<Mode, EdgeTransportKind> Ways { get; } = new(_modes, _transports);

    public static MatrixTheoryData<Mode, EdgeTransportKind, bool, bool> WaysToGiveUp { get; } =
        new(_modes, _transports, [true, false], [true, false]);

    [Theory]
    [MemberData(nameof(WaysToGiveUp))]
    public async Task The_job_is_cancelled_when_it_is_known(
        Mode mode, EdgeTransportKind transport, bool closesClient, bool isFile)
    {
        using var source = new CancellationTokenSource();
        var client = await ConnectAsync(new EdgeClientOptions { Transport = transport });
        var call = isFile
            ? mode.Run(
                () => client.Jobs.SubmitFiles("m", "1.0.0", [Self], cancellationToken: source.Token),
                () => client.Jobs.SubmitFilesAsync("m", "1.0.0", [Self], cancellationToken: source.Token))
            : mode.Run(
                () => client.Jobs.Open("m", "1.0.0", cancellationToken: source.Token),
                () => client.Jobs.OpenAsync("m", "1.0.0", cancellationToken: source.Token));
        await _asked.Task.WaitAsync(Ended);

        if (closesClient)
        {
            client.Dispose();
            Assert.Equal(
                EdgeStatus.Cancelled, (await Assert.ThrowsAsync<EdgeException>(() => call.WaitAsync(Ended))).Status);
        }
        else
        {
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Ended));
        }

        Assert.False(_cancelled.Task.IsCompleted);
        _opened.SetResult();
        Assert.Equal("job", await _cancelled.Task.WaitAsync(Ended));
        Assert.Equal(0, Answers.Count(EdgeMethods.AddInputToJob));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_job_is_cancelled_when_its_client_is_closed_later(Mode mode, EdgeTransportKind transport)
    {
        _opened.SetResult();
        var appending = Answers.OnSilence(EdgeMethods.AddInputToJob);
        var client = await ConnectAsync(new EdgeClientOptions { Transport = transport });
        var call = mode.Run(
            () => client.Jobs.SubmitFiles("m", "1.0.0", [Self]), () => client.Jobs.SubmitFilesAsync("m", "1.0.0", [Self]));
        await appending;

        client.Dispose();

        Assert.Equal(
            EdgeStatus.Cancelled, (await Assert.ThrowsAsync<EdgeException>(() => call.WaitAsync(Ended))).Status);
        Assert.Equal("job", await _cancelled.Task.WaitAsync(Ended));
    }

    private static EdgeFile Self => new("s", "i", typeof(UploadCancellationTests).Assembly.Location);
}
