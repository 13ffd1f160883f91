using Modzy.Edge.Requests;
using Modzy.Edge.Wire;

namespace Modzy.Edge;

/// <summary>
/// What an edge offers on inferences: one run of a model over one input. See <see cref="EdgeClient.Inferences"/>.
/// </summary>
/// <remarks>
/// Each method exists twice: one runs on the calling thread and blocks it, one is asynchronous. Both throw
/// <see cref="EdgeException"/>, and <see cref="OperationCanceledException"/> when the caller cancels. Data of inputs is
/// read while the call runs and must not change meanwhile.
/// </remarks>
/// <example><code>
/// InferenceInput[] inputs = [InferenceInput.FromBytes("image", File.ReadAllBytes("front-door.jpg"))];
/// Inference inference = client.Inferences.Run("inspector", "1.0.0", inputs);
/// Console.WriteLine(inference.Status);                        // COMPLETE
/// </code></example>
public sealed partial class EdgeInferences
{
    private readonly EdgeClient _client;

    internal EdgeInferences(EdgeClient client) => _client = client;

    /// <summary>Requests an inference. Returns as soon as the edge has accepted it.</summary>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="inputs">The data inputs; at least one, with keys of their own.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="tags">Texts to find the inference by; null for none.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// InferenceInput[] inputs = [InferenceInput.FromBytes("image", File.ReadAllBytes("front-door.jpg"))];
    /// var tags = new Dictionary&lt;string, string> { ["camera"] = "front-door" };
    /// Inference inference = client.Inferences.Perform("inspector", "1.0.0", inputs, tags: tags);
    /// Console.WriteLine($"{inference.Identifier}: {inference.Status}");              // ...: ...
    /// </code></example>
    public Inference Perform(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<InferenceInput> inputs,
        bool explain = false,
        IReadOnlyDictionary<string, string>? tags = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            InferenceRequests.Perform(Message(Request(modelIdentifier, modelVersion, inputs, explain, tags))),
            options,
            cancellationToken);

    /// <inheritdoc cref="Perform(string, string, IReadOnlyList{InferenceInput}, bool, IReadOnlyDictionary{string, string}?, EdgeCallOptions?, CancellationToken)"/>
    /// <example><code>
    /// InferenceInput[] inputs = [InferenceInput.FromBytes("image", File.ReadAllBytes("front-door.jpg"))];
    /// var tags = new Dictionary&lt;string, string> { ["camera"] = "front-door" };
    /// Inference inference = await client.Inferences.PerformAsync(
    ///     "inspector", "1.0.0", inputs, tags: tags, cancellationToken: cancellationToken);
    /// Console.WriteLine($"{inference.Identifier}: {inference.Status}");              // ...: ...
    /// </code></example>
    public Task<Inference> PerformAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<InferenceInput> inputs,
        bool explain = false,
        IReadOnlyDictionary<string, string>? tags = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            InferenceRequests.Perform(Message(Request(modelIdentifier, modelVersion, inputs, explain, tags))),
            options,
            cancellationToken);

    /// <summary>Tells how an inference is doing.</summary>
    /// <param name="inferenceIdentifier">The inference's <see cref="Inference.Identifier"/>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.NotFound"/> if there is no such
    /// inference.</exception>
    /// <example><code>
    /// Inference now = client.Inferences.Get(inference.Identifier);
    /// Console.WriteLine(now.Status);                              // COMPLETE
    /// </code></example>
    public Inference Get(
        string inferenceIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(InferenceRequests.Get(inferenceIdentifier), options, cancellationToken);

    /// <inheritdoc cref="Get"/>
    /// <example><code>
    /// Inference now = await client.Inferences.GetAsync(inference.Identifier, cancellationToken: cancellationToken);
    /// Console.WriteLine(now.Status);                              // COMPLETE
    /// </code></example>
    public Task<Inference> GetAsync(
        string inferenceIdentifier,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(InferenceRequests.Get(inferenceIdentifier), options, cancellationToken);

    /// <summary>Waits until an inference has ended. A failed inference is not an error of this method.</summary>
    /// <param name="inferenceIdentifier">The inference's <see cref="Inference.Identifier"/>.</param>
    /// <param name="timeout">30 seconds if null; zero to ask once; <see cref="Timeout.InfiniteTimeSpan"/> for as long
    /// as it takes.</param>
    /// <param name="pollInterval">The time between two questions to the edge. If null it grows with the time waited:
    /// 2 % of it, 3 milliseconds at least and 50 at most.</param>
    /// <param name="options">Their deadline is that of each single question to the edge. Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; the inference continues.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.DeadlineExceeded"/> if it has not ended
    /// yet.</exception>
    /// <example><code>
    /// Inference ended = client.Inferences.Wait(inference.Identifier, TimeSpan.FromMinutes(1));
    /// Console.WriteLine(ended.Status);                            // COMPLETE
    /// </code></example>
    public Inference Wait(
        string inferenceIdentifier,
        TimeSpan? timeout = null,
        TimeSpan? pollInterval = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            InferenceRequests.Wait(
                inferenceIdentifier, new EdgeWaitOptions { Timeout = timeout, PollInterval = pollInterval }),
            options,
            cancellationToken);

    /// <inheritdoc cref="Wait(string, TimeSpan?, TimeSpan?, EdgeCallOptions?, CancellationToken)"/>
    /// <example><code>
    /// Inference ended = await client.Inferences.WaitAsync(
    ///     inference.Identifier, TimeSpan.FromMinutes(1), cancellationToken: cancellationToken);
    /// Console.WriteLine(ended.Status);                            // COMPLETE
    /// </code></example>
    public Task<Inference> WaitAsync(
        string inferenceIdentifier,
        TimeSpan? timeout = null,
        TimeSpan? pollInterval = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            InferenceRequests.Wait(
                inferenceIdentifier, new EdgeWaitOptions { Timeout = timeout, PollInterval = pollInterval }),
            options,
            cancellationToken);

    /// <summary>Requests an inference and waits until it has ended.</summary>
    /// <param name="modelIdentifier">The model, such as <c>ed542963de</c>.</param>
    /// <param name="modelVersion">Its version, such as <c>1.0.1</c>.</param>
    /// <param name="inputs">The data inputs; at least one, with keys of their own.</param>
    /// <param name="explain">Ask the model to explain its results, if it can.</param>
    /// <param name="tags">Texts to find the inference by; null for none.</param>
    /// <param name="timeout">30 seconds if null, for asking and waiting together; zero to ask once;
    /// <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="pollInterval">The time between two questions to the edge. If null it grows with the time waited:
    /// 2 % of it, 3 milliseconds at least and 50 at most.</param>
    /// <param name="options">Their deadline is that of each single question to the edge. Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; the inference continues.</param>
    /// <exception cref="EdgeException">The call failed; <see cref="EdgeStatus.DeadlineExceeded"/> if it has not ended
    /// yet.</exception>
    /// <example><code>
    /// InferenceInput[] inputs = [InferenceInput.FromText("input.txt", "some text")];
    /// Inference inference = client.Inferences.Run("inspector", "1.0.0", inputs, timeout: TimeSpan.FromMinutes(1));
    /// Console.WriteLine(inference.Status);                        // COMPLETE
    /// </code></example>
    public Inference Run(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<InferenceInput> inputs,
        bool explain = false,
        IReadOnlyDictionary<string, string>? tags = null,
        TimeSpan? timeout = null,
        TimeSpan? pollInterval = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(
            new RunInferenceRequest(
                Message(Request(modelIdentifier, modelVersion, inputs, explain, tags)),
                new EdgeWaitOptions { Timeout = timeout, PollInterval = pollInterval }), options, cancellationToken);

    /// <inheritdoc cref="Run(string, string, IReadOnlyList{InferenceInput}, bool, IReadOnlyDictionary{string, string}?, TimeSpan?, TimeSpan?, EdgeCallOptions?, CancellationToken)"/>
    /// <example><code>
    /// InferenceInput[] inputs = [InferenceInput.FromText("input.txt", "some text")];
    /// Inference inference = await client.Inferences.RunAsync(
    ///     "inspector", "1.0.0", inputs, timeout: TimeSpan.FromMinutes(1), cancellationToken: cancellationToken);
    /// Console.WriteLine(inference.Status);                        // COMPLETE
    /// </code></example>
    public Task<Inference> RunAsync(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<InferenceInput> inputs,
        bool explain = false,
        IReadOnlyDictionary<string, string>? tags = null,
        TimeSpan? timeout = null,
        TimeSpan? pollInterval = null,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(
            new RunInferenceRequest(
                Message(Request(modelIdentifier, modelVersion, inputs, explain, tags)),
                new EdgeWaitOptions { Timeout = timeout, PollInterval = pollInterval }), options, cancellationToken);

    /// <summary>Requests an inference. Returns as soon as the edge has accepted it.</summary>
    /// <param name="request">The model and its input.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// var request = new InferenceRequest("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "some text")]);
    /// Inference inference = client.Inferences.Perform(request, null, cancellationToken);
    /// </code></example>
    public Inference Perform(InferenceRequest request, EdgeCallOptions? options, CancellationToken cancellationToken) =>
        _client.Run(InferenceRequests.Perform(Message(request)), options, cancellationToken);

    /// <inheritdoc cref="Perform(InferenceRequest, EdgeCallOptions?, CancellationToken)"/>
    /// <example><code>
    /// var request = new InferenceRequest("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "some text")]);
    /// Inference inference = await client.Inferences.PerformAsync(request, null, cancellationToken);
    /// </code></example>
    public Task<Inference> PerformAsync(
        InferenceRequest request, EdgeCallOptions? options, CancellationToken cancellationToken) =>
        _client.RunAsync(InferenceRequests.Perform(Message(request)), options, cancellationToken);

    /// <summary>Requests an inference and waits until it has ended.</summary>
    /// <param name="request">The model and its input.</param>
    /// <param name="wait">How long to ask and wait, and how often to ask; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; the inference continues.</param>
    /// <exception cref="EdgeException">
    /// The call failed; <see cref="EdgeStatus.DeadlineExceeded"/> if it has not ended yet, with what is known of it in
    /// <see cref="EdgeException.Inference"/>.
    /// </exception>
    /// <example><code>
    /// var request = new InferenceRequest("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "some text")]);
    /// Inference inference = client.Inferences.Run(request, null, cancellationToken);
    /// Console.WriteLine(inference.Status);                        // COMPLETE
    /// </code></example>
    public Inference Run(InferenceRequest request, EdgeWaitOptions? wait, CancellationToken cancellationToken) =>
        _client.Run(new RunInferenceRequest(Message(request), wait), wait?.Calls, cancellationToken);

    /// <inheritdoc cref="Run(InferenceRequest, EdgeWaitOptions?, CancellationToken)"/>
    /// <example><code>
    /// var request = new InferenceRequest("inspector", "1.0.0", [InferenceInput.FromText("input.txt", "some text")]);
    /// Inference inference = await client.Inferences.RunAsync(request, null, cancellationToken);
    /// Console.WriteLine(inference.Status);                        // COMPLETE
    /// </code></example>
    public Task<Inference> RunAsync(
        InferenceRequest request, EdgeWaitOptions? wait, CancellationToken cancellationToken) =>
        _client.RunAsync(new RunInferenceRequest(Message(request), wait), wait?.Calls, cancellationToken);

    /// <summary>Waits until an inference has ended. A failed inference is not an error of this method.</summary>
    /// <param name="inferenceIdentifier">The inference's <see cref="Inference.Identifier"/>.</param>
    /// <param name="wait">How long to wait, and how often to ask.</param>
    /// <param name="cancellationToken">Ends the wait; the inference continues.</param>
    /// <exception cref="EdgeException">
    /// The call failed; <see cref="EdgeStatus.DeadlineExceeded"/> if it has not ended yet, with what is known of it in
    /// <see cref="EdgeException.Inference"/>.
    /// </exception>
    /// <example><code>
    /// var wait = new EdgeWaitOptions { Timeout = TimeSpan.FromMinutes(1) };
    /// Inference ended = client.Inferences.Wait(inference.Identifier, wait, cancellationToken);
    /// Console.WriteLine(ended.Status);                            // COMPLETE
    /// </code></example>
    public Inference Wait(string inferenceIdentifier, EdgeWaitOptions wait, CancellationToken cancellationToken) =>
        _client.Run(InferenceRequests.Wait(inferenceIdentifier, wait), wait.Calls, cancellationToken);

    /// <inheritdoc cref="Wait(string, EdgeWaitOptions, CancellationToken)"/>
    /// <example><code>
    /// var wait = new EdgeWaitOptions { Timeout = TimeSpan.FromMinutes(1) };
    /// Inference ended = await client.Inferences.WaitAsync(inference.Identifier, wait, cancellationToken);
    /// Console.WriteLine(ended.Status);                            // COMPLETE
    /// </code></example>
    public Task<Inference> WaitAsync(
        string inferenceIdentifier, EdgeWaitOptions wait, CancellationToken cancellationToken) =>
        _client.RunAsync(InferenceRequests.Wait(inferenceIdentifier, wait), wait.Calls, cancellationToken);

    /// <summary>Fetches one output of an inference, as the bytes that the model wrote.</summary>
    /// <param name="inferenceIdentifier">The inference's <see cref="Inference.Identifier"/>.</param>
    /// <param name="outputKey">The name of the output.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="EdgeException">The call failed.</exception>
    /// <example><code>
    /// InferenceOutput output = client.Inferences.GetOutput(inference.Identifier, "results.json");
    /// Console.WriteLine($"{output.Data.Length} bytes of {output.ContentType}");      // ... bytes of application/json
    /// </code></example>
    public InferenceOutput GetOutput(
        string inferenceIdentifier,
        string outputKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.Run(InferenceRequests.GetOutput(inferenceIdentifier, outputKey), options, cancellationToken);

    /// <inheritdoc cref="GetOutput"/>
    /// <example><code>
    /// InferenceOutput output = await client.Inferences.GetOutputAsync(
    ///     inference.Identifier, "results.json", cancellationToken: cancellationToken);
    /// Console.WriteLine($"{output.Data.Length} bytes of {output.ContentType}");      // ... bytes of application/json
    /// </code></example>
    public Task<InferenceOutput> GetOutputAsync(
        string inferenceIdentifier,
        string outputKey,
        EdgeCallOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _client.RunAsync(InferenceRequests.GetOutput(inferenceIdentifier, outputKey), options, cancellationToken);

    /// <summary>
    /// Opens a stream of inferences. If the edge offers none, each inference is requested by a unary call.
    /// </summary>
    /// <param name="options">
    /// Their deadline bounds the opening, which ends when the edge has answered, and each send and receive without a
    /// timeout of its own. Null for the client's.
    /// </param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <exception cref="EdgeException">
    /// The edge cannot be reached; <see cref="EdgeStatus.DeadlineExceeded"/> if it does not answer in time.
    /// </exception>
    /// <example><code>
    /// using InferenceStream stream = await client.Inferences.OpenStreamAsync(cancellationToken: cancellationToken);
    /// await stream.SendAsync(
    ///     "inspector", "1.0.0", [InferenceInput.FromText("input.txt", "first")], cancellationToken: cancellationToken);
    /// Inference? inference = await stream.ReceiveAsync(cancellationToken: cancellationToken);
    /// Console.WriteLine(inference?.Status);                       // COMPLETE
    /// </code></example>
    public Task<InferenceStream> OpenStreamAsync(
        EdgeCallOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.OpenStreamAsync(options, cancellationToken);

    /// <summary>Makes the message that requests an inference.</summary>
    /// <exception cref="EdgeException">An argument is invalid.</exception>
    internal InferenceMessage Message(InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(request.Inputs);
        return new InferenceMessage(
            _client.Model(request.ModelIdentifier, request.ModelVersion),
            request.Inputs,
            request.Tags,
            request.Explain);
    }

    private static InferenceRequest Request(
        string modelIdentifier,
        string modelVersion,
        IReadOnlyList<InferenceInput> inputs,
        bool explain,
        IReadOnlyDictionary<string, string>? tags)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new InferenceRequest(modelIdentifier, modelVersion, inputs) { Explain = explain, Tags = tags };
    }
}
