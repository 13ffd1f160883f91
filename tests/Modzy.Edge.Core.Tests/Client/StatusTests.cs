using Grpc.Core;
using Modzy.Edge.Requests;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>What an edge answers when it refuses, and what the caller gets to read.</summary>
public sealed class StatusTests : ClientTest
{
    public StatusTests() => Log.ExpectFailingCalls();

    public static TheoryData<Mode, int, string, string> Refusals
    {
        get
        {
            var data = new TheoryData<Mode, int, string, string>();
            foreach (var mode in new[] { Mode.Blocking, Mode.Asynchronous })
            {
                data.Add(mode, 1, "CANCELLED", "");
                data.Add(mode, 2, "UNKNOWN", "");
                data.Add(mode, 3, "INVALID_ARGUMENT", "");
                data.Add(mode, 4, "DEADLINE_EXCEEDED", " If the edge is only busy or the data large, set a longer deadline.");
                data.Add(mode, 5, "NOT_FOUND", "");
                data.Add(mode, 6, "ALREADY_EXISTS", "");
                data.Add(mode, 7, "PERMISSION_DENIED", "");
                data.Add(
                    mode, 8, "RESOURCE_EXHAUSTED",
                    " If the message is too large for the edge, raise the edge's limit, or send less at a time.");
                data.Add(mode, 9, "FAILED_PRECONDITION", "");
                data.Add(mode, 10, "ABORTED", "");
                data.Add(mode, 11, "OUT_OF_RANGE", "");
                data.Add(mode, 12, "UNIMPLEMENTED", " Check that an edge listens there, and that its version offers this call.");
                data.Add(mode, 13, "INTERNAL", "");
                data.Add(mode, 14, "UNAVAILABLE", " Try again a little later.");
                data.Add(mode, 15, "DATA_LOSS", "");
                data.Add(mode, 16, "UNAUTHENTICATED", " Check whether the edge is behind something that asks for credentials.");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Each_code_is_the_status_of_that_name(Mode mode, int code, string name, string remedy)
    {
        Answers.OnFailure(EdgeMethods.GetJob, (StatusCode)code, "It says: \"no\" = 100% no, ö🙂\nnever");
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => mode.Get(client));

        Assert.Equal((code, name), ((int)failure.Status, EdgeStatusNames.Of(failure.Status)));
        Assert.Equal("It says: \"no\" = 100% no, ö🙂\nnever", failure.ServerMessage);
        var tried = code == 14 ? " The call was tried 4 times." : "";
        Assert.Equal($"127.0.0.1:{client.Port} answered {name}: It says: \"no\" = 100% no, ö🙂\\nnever.{remedy}{tried}", failure.Message);
        Assert.Equal((EdgeMethods.GetJob.FullName, $"127.0.0.1:{client.Port}", null), (failure.Method, failure.Endpoint, failure.Parameter));
        Assert.Equal(code is 10 or 14, failure.IsRetriable);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(102)]
    public async Task A_code_that_gRPC_does_not_know_is_unknown(int code)
    {
        // 100 and up are the library's own, which no edge can give.
        Answers.OnFailure(EdgeMethods.GetJob, (StatusCode)code, "odd");

        var failure = await Assert.ThrowsAsync<EdgeException>(
            async () => await Mode.Asynchronous.Get(await ConnectAsync()));

        Assert.Equal((EdgeStatus.Unknown, "odd"), (failure.Status, failure.ServerMessage));
    }

    [Fact]
    public async Task A_long_message_is_kept_whole()
    {
        var detail = string.Concat(Enumerable.Repeat("Zürich 🙂, ", 500));
        Answers.OnFailure(EdgeMethods.GetResults, StatusCode.Internal, detail);
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetResultsAsync("job"));

        Assert.Equal(detail, failure.ServerMessage);
        Assert.Contains(detail, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edge_that_says_nothing_more()
    {
        Answers.OnFailure(EdgeMethods.SubmitJob, StatusCode.Internal, "");
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(
            () => Mode.Blocking.Submit(client, [new EdgeSource("s", new EdgeInput("i", default))]));

        Assert.Equal($"127.0.0.1:{client.Port} answered INTERNAL without saying more.", failure.Message);
        Assert.Equal(("", EdgeMethods.SubmitJob.FullName), (failure.ServerMessage, failure.Method));
    }

    [Theory]
    [InlineData("Done.", "Done.")]
    [InlineData("Really?", "Really?")]
    [InlineData("Not here", "Not here.")]
    public async Task The_edges_words_end_as_a_sentence(string detail, string sentence)
    {
        Answers.OnFailure(EdgeMethods.GetJob, StatusCode.NotFound, detail);
        var client = await ConnectAsync();

        var failure = await Assert.ThrowsAsync<EdgeException>(() => client.Jobs.GetAsync("job"));

        Assert.Equal($"127.0.0.1:{client.Port} answered NOT_FOUND: {sentence}", failure.Message);
        Assert.Equal(detail, failure.ServerMessage);
    }
}
