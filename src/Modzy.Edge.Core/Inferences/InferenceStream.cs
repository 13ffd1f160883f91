using System.Diagnostics;
using System.Runtime.CompilerServices;
using Modzy.Edge.Requests;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>
/// A stream of inferences: requests go in, inferences come out, in the order in which the edge gives them, both at the
/// same time.
/// </summary>
/// <remarks>
/// One thread may send while another receives; two must not send at once, nor receive at once. An edge that does not
/// offer streams is asked for each inference on its own, several at a time; the results keep the order of the requests
/// then, and what one of them fails with ends the stream.
/// </remarks>
/// <example><code>
/// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
/// Task sending = Task.Run(async () =>
/// {
///     await stream.SendAsync("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "first")]);
///     await stream.SendAsync("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "second")]);
///     await stream.CompleteAsync();
/// });
/// await foreach (Inference inference in stream.ReadAllAsync(cancellationToken))
/// {
///     Console.WriteLine(inference.Status);                    // COMPLETE
/// }
///
/// await sending;
/// </code></example>
public sealed class InferenceStream : IDisposable
{
    private readonly EdgeInferences _inferences;
    private readonly IInferenceStream _inner;
    private readonly StreamLog _log;
    private readonly CancellationTokenSource _cancellation;
    private readonly EdgeClient _client;
    private readonly TimeSpan _deadline;
    private readonly StreamSecrets _secrets;
    private readonly OutstandingInferences _outstanding = new();
    private int _isSending;
    private int _isReceiving;

    internal InferenceStream(
        EdgeClient client,
        EdgeInferences inferences,
        IInferenceStream inner,
        StreamLog log,
        TimeSpan deadline,
        StreamSecrets secrets,
        CancellationTokenSource cancellation)
    {
        _secrets = secrets;
        _deadline = deadline;
        _client = client;
        _inferences = inferences;
        _inner = inner;
        _log = log;
        _cancellation = cancellation;
    }

    /// <summary>Sends a request. Its data is not read any more when this has completed.</summary>
    /// <param name="modelIdentifier">The model.</param>
    /// <param name="modelVersion">Its version.</param>
    /// <param name="inputs">The data inputs; at least one, with keys of their own.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="tags">Texts to find the inference by; null for none.</param>
    /// <param name="timeout">How long to wait while the edge is slower than the sender; the deadline with which the
    /// stream was opened if null, not at all if zero.</param>
    /// <param name="cancellationToken">Ends the wait; the stream stays open.</param>
    /// <exception cref="EdgeException">
    /// The stream has failed; <see cref="EdgeStatus.DeadlineExceeded"/> if the edge did not take the request in time:
    /// it was not sent then, and may be sent again.
    /// </exception>
    /// <example><code>
    /// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// await stream.SendAsync(
    ///     "inspector", "1.0.0", [InferenceInput.FromText("input.txt", "first")], cancellationToken: cancellationToken);
    /// </code></example>
    public Task SendAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<InferenceInput> inputs,
        bool explain = false,
        IReadOnlyDictionary<string, string>? tags = null,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) =>
        SendAsync(
            new InferenceRequest(modelIdentifier, modelVersion, inputs) { Explain = explain, Tags = tags },
            timeout,
            cancellationToken);

    /// <summary>Sends a request. It waits while the edge is slower than the sender.</summary>
    /// <param name="request">The model and its input. Its data is read until the task is completed.</param>
    /// <param name="timeout">How long to wait; the deadline with which the stream was opened if null. Zero does not
    /// wait.</param>
    /// <param name="cancellationToken">Ends the wait; the request was not sent then, and the stream stays open.</param>
    /// <exception cref="EdgeException">
    /// The stream has failed; <see cref="EdgeStatus.DeadlineExceeded"/> if the edge did not take the request in time:
    /// it was not sent then, and may be sent again.
    /// </exception>
    /// <example><code>
    /// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// var request = new InferenceRequest("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "first")]);
    /// await stream.SendAsync(request, null, cancellationToken);
    /// </code></example>
    public Task SendAsync(InferenceRequest request, TimeSpan? timeout, CancellationToken cancellationToken) =>
        SendAsync(_inferences.Message(request), timeout, cancellationToken);

    /// <summary>
    /// Sends a request without waiting, for cameras and sensors of which the newest frame counts. While the edge is
    /// slower, the stream keeps a copy of one request, which is sent next; another one replaces it, unless it has begun
    /// to leave.
    /// </summary>
    /// <param name="request">The model and its input. Its data is not read any more when this returns.</param>
    /// <returns>How many requests it replaces, which are never sent: 0 or 1.</returns>
    /// <exception cref="EdgeException">The stream has failed, or was half-closed.</exception>
    /// <example><code>
    /// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// int dropped = 0;
    /// for (int frame = 0; frame &lt; 3; frame++)
    /// {
    ///     dropped += stream.Offer(
    ///         new InferenceRequest("inspector", "1.0.0", [InferenceInput.FromText("input.txt", $"frame {frame}")]));
    /// }
    ///
    /// await stream.CompleteAsync();                               // sends what is kept first
    /// </code></example>
    public int Offer(InferenceRequest request) => Offer(_inferences.Message(request));

    /// <summary>Waits for the next inference.</summary>
    /// <param name="timeout">How long to wait; the deadline with which the stream was opened if null. Zero takes what
    /// is there.</param>
    /// <param name="cancellationToken">Ends the wait; the stream stays open.</param>
    /// <returns>Null when the edge has given all there will be.</returns>
    /// <exception cref="EdgeException">
    /// The stream has failed; <see cref="EdgeStatus.DeadlineExceeded"/> if nothing came in time: the stream stays open
    /// then.
    /// </exception>
    /// <example><code>
    /// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// await stream.SendAsync(
    ///     "inspector", "1.0.0", [InferenceInput.FromText("input.txt", "first")], cancellationToken: cancellationToken);
    /// Inference? inference = await stream.ReceiveAsync(TimeSpan.FromMinutes(1), cancellationToken);
    /// Console.WriteLine(inference?.Status);                       // COMPLETE
    /// </code></example>
    public async Task<Inference?> ReceiveAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancellation.Token, cancellationToken);
        Begin(ref _isReceiving, StreamErrors.TwoReceivers);
        try
        {
            Inference? inference = await _inner.ReceiveAsync(
                Durations.Timeout(timeout ?? _deadline), either.Token).ConfigureAwait(false);
            return OnReceived(inference);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(e);
        }
        finally
        {
            Volatile.Write(ref _isReceiving, 0);
        }
    }

    /// <summary>
    /// Receives until the edge has given all there will be. The deadline with which the stream was opened bounds the
    /// wait for each inference that was asked for: <see cref="EdgeStatus.DeadlineExceeded"/>. While none is, it waits
    /// for the next request.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the stream.</param>
    /// <example><code>
    /// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// await stream.SendAsync(
    ///     "inspector", "1.0.0", [InferenceInput.FromText("input.txt", "first")], cancellationToken: cancellationToken);
    /// await stream.CompleteAsync();
    /// await foreach (Inference inference in stream.ReadAllAsync(cancellationToken))
    /// {
    ///     Console.WriteLine(inference.Status);                    // COMPLETE
    /// }
    /// </code></example>
    public async IAsyncEnumerable<Inference> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(Cancel);
        while (await ReceiveRequestedAsync(_deadline, cancellationToken).ConfigureAwait(false) is Inference next)
        {
            yield return next;
        }
    }

    /// <summary>Says that no more requests will come. What is under way is still received.</summary>
    /// <example><code>
    /// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// await stream.SendAsync(
    ///     "inspector", "1.0.0", [InferenceInput.FromText("input.txt", "first")], cancellationToken: cancellationToken);
    /// await stream.CompleteAsync();
    /// Inference? first = await stream.ReceiveAsync(cancellationToken: cancellationToken);
    /// Inference? none = await stream.ReceiveAsync(cancellationToken: cancellationToken);
    /// Console.WriteLine(none is null);                            // True
    /// </code></example>
    public async Task CompleteAsync()
    {
        Begin(ref _isSending, StreamErrors.TwoSenders);
        _outstanding.OnComplete();
        try
        {
            await _inner.CompleteAsync(_cancellation.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw Failure(e);
        }
        finally
        {
            Volatile.Write(ref _isSending, 0);
        }
    }

    /// <summary>
    /// Cancels the stream. Those who wait in it get <see cref="EdgeStatus.Cancelled"/>, unless it has failed before.
    /// </summary>
    /// <example><code>
    /// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// Task receiving = stream.ReceiveAsync(cancellationToken: cancellationToken);
    /// stream.Cancel();                                            // from another thread, or a button
    /// try
    /// {
    ///     await receiving;
    /// }
    /// catch (EdgeException e) when (e.Status == EdgeStatus.Cancelled)
    /// {
    ///     Console.WriteLine(e.Message);                           // The call was cancelled.
    /// }
    /// </code></example>
    public void Cancel() => _cancellation.Cancel();

    /// <summary>Cancels the stream, if it is not at its end, and gives up what belongs to it.</summary>
    /// <example><code>
    /// InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// stream.Dispose();                                           // "using" does it at the end of the scope
    /// </code></example>
    public void Dispose()
    {
        _log.End(EdgeStatus.Cancelled);
        _cancellation.Cancel();
        _inner.Dispose();
        _cancellation.Dispose();
    }

    internal async Task SendAsync(InferenceMessage message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancellation.Token, cancellationToken);
        Begin(ref _isSending, StreamErrors.TwoSenders);
        _outstanding.OnRequested(1);
        try
        {
            _secrets.Add(message.Secrets);
            await _inner.SendAsync(
                message, Durations.Timeout(timeout ?? _deadline), either.Token).ConfigureAwait(false);
            _log.OnSent(1);
        }
        catch (Exception e)
        {
            _outstanding.OnRequested(-1);
            cancellationToken.ThrowIfCancellationRequested();
            throw Failure(e);
        }
        finally
        {
            Volatile.Write(ref _isSending, 0);
        }
    }

    internal int Offer(InferenceMessage message)
    {
        Begin(ref _isSending, StreamErrors.TwoSenders);
        try
        {
            _secrets.Add(message.Secrets);
            int replaced = _inner.Offer(message, _cancellation.Token);
            _log.OnSent(1 - replaced);
            _outstanding.OnRequested(1 - replaced);
            return replaced;
        }
        catch (Exception e)
        {
            throw Failure(e);
        }
        finally
        {
            Volatile.Write(ref _isSending, 0);
        }
    }

    /// <summary>Sends on the calling thread.</summary>
    internal void Send(InferenceMessage message, TimeSpan? timeout)
    {
        Begin(ref _isSending, StreamErrors.TwoSenders);
        _outstanding.OnRequested(1);
        try
        {
            _secrets.Add(message.Secrets);
            _inner.Send(message, Durations.Timeout(timeout ?? _deadline), _cancellation.Token);
            _log.OnSent(1);
        }
        catch (Exception e)
        {
            _outstanding.OnRequested(-1);
            throw Failure(e);
        }
        finally
        {
            Volatile.Write(ref _isSending, 0);
        }
    }

    /// <summary>Receives on the calling thread.</summary>
    internal Inference? Receive(TimeSpan? timeout)
    {
        Begin(ref _isReceiving, StreamErrors.TwoReceivers);
        try
        {
            Inference? inference = _inner.Receive(Durations.Timeout(timeout ?? _deadline), _cancellation.Token);
            return OnReceived(inference);
        }
        catch (Exception e)
        {
            throw Failure(e);
        }
        finally
        {
            Volatile.Write(ref _isReceiving, 0);
        }
    }

    /// <summary>Receives. The limit counts only while an inference is outstanding.</summary>
    internal async Task<Inference?> ReceiveRequestedAsync(TimeSpan limit, CancellationToken cancellation)
    {
        long begun = Stopwatch.GetTimestamp();
        TimeSpan left = limit;
        while (true)
        {
            try
            {
                return await ReceiveAsync(left, cancellation).ConfigureAwait(false);
            }
            catch (EdgeException e) when (e is { Status: EdgeStatus.DeadlineExceeded, Method: null })
            {
                left = limit - _outstanding.Since(begun);
                if (left < TimeSpan.FromMilliseconds(1))
                {
                    throw StreamErrors.Late(StreamErrors.NothingCame, limit, e);
                }
            }
        }
    }

    private Inference? OnReceived(Inference? inference)
    {
        if (inference is null)
        {
            _log.End(EdgeStatus.Ok);
        }
        else
        {
            _log.OnReceived();
            _outstanding.OnReceived();
        }

        return inference;
    }

    /// <summary>What to throw for a failure. One that names the method ends the stream.</summary>
    private Exception Failure(Exception e)
    {
        Exception failure = _client.Failure(e, _cancellation.Token);
        if (failure is EdgeException { Method: not null } or EdgeException { Status: EdgeStatus.Cancelled })
        {
            _log.End(((EdgeException)failure).Status, failure.Message);
        }

        return failure;
    }

    private static void Begin(ref int isBusy, string otherwise)
    {
        if (Interlocked.Exchange(ref isBusy, 1) != 0)
        {
            throw new EdgeException(EdgeStatus.FailedPrecondition, otherwise);
        }
    }
}
