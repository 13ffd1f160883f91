using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;

namespace Modzy.Edge.Core.Tests.Client;

/// <summary>What a <see cref="FakeEdge"/> answers to each method, and how often it was asked.</summary>
internal sealed class EdgeAnswers
{
    private readonly ConcurrentDictionary<string, Func<byte[], ServerCallContext, Task<byte[]>>> _answers = new();
    private readonly ConcurrentDictionary<string, string> _streams = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>Answers bytes with bytes. A method without an answer is UNIMPLEMENTED.</summary>
    public EdgeAnswers OnRaw(IMethod method, Func<byte[], ServerCallContext, Task<byte[]>> answer)
    {
        _answers[method.FullName] = answer;
        return this;
    }

    public EdgeAnswers On(IMethod method, Func<byte[], ServerCallContext, Task<IMessage>> answer) =>
        OnRaw(method, async (request, call) => (await answer(request, call)).ToByteArray());

    public EdgeAnswers On(IMethod method, IMessage reply) =>
        OnRaw(method, (_, _) => Task.FromResult(reply.ToByteArray()));

    /// <summary>One reply after the other; the last again and again.</summary>
    public EdgeAnswers OnInTurn(IMethod method, params IMessage[] replies) =>
        OnRaw(method, (_, _) => Task.FromResult(replies[Math.Min(Count(method), replies.Length) - 1].ToByteArray()));

    public EdgeAnswers OnFailure(IMethod method, StatusCode code, string detail) =>
        OnRaw(method, (_, _) => throw new RpcException(new Status(code, detail)));

    /// <summary>Never answers. Tells when it has been asked so many times.</summary>
    public Task OnSilence(IMethod method, int times = 1)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        OnRaw(method, async (_, call) =>
        {
            if (Count(method) >= times)
            {
                asked.TrySetResult();
            }

            await Task.Delay(Timeout.Infinite, call.CancellationToken);
            return [];
        });
        return asked.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Offers a stream that answers each message as a method answers it.</summary>
    public EdgeAnswers OnStream(IMethod stream, IMethod each)
    {
        _streams[stream.FullName] = each.FullName;
        return this;
    }

    public EdgeAnswers OffStream(IMethod stream)
    {
        _streams.TryRemove(stream.FullName, out _);
        return this;
    }

    public int Count(IMethod method) => _counts.GetValueOrDefault(method.FullName);

    public Task<byte[]> AnswerAsync(string method, byte[] request, ServerCallContext call)
    {
        _counts.AddOrUpdate(method, 1, static (_, count) => count + 1);
        return _answers.TryGetValue(method, out var answer)
            ? answer(request, call)
            : throw NotOffered(method);
    }

    public async Task StreamAsync(
        string method, IAsyncStreamReader<byte[]> requests, IServerStreamWriter<byte[]> replies, ServerCallContext call)
    {
        _counts.AddOrUpdate(method, 1, static (_, count) => count + 1);
        if (!_streams.TryGetValue(method, out var each))
        {
            throw NotOffered(method);
        }

        await foreach (var request in requests.ReadAllAsync())
        {
            await replies.WriteAsync(await _answers[each](request, call));
        }
    }

    private static RpcException NotOffered(string method) =>
        new(new Status(StatusCode.Unimplemented, $"{method} is not offered"));
}
