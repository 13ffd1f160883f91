using Modzy.Edge.Json;

namespace Modzy.Edge;

/// <summary>A call failed. The message says what happened and what to do about it.</summary>
/// <example><code>
/// try
/// {
///     client.Jobs.Get("no-such-job");
/// }
/// catch (EdgeException e) when (e.Status == EdgeStatus.NotFound)
/// {
///     Console.WriteLine(e.Message);                           // ...no-such-job...
/// }
/// </code></example>
public sealed class EdgeException : Exception
{
    /// <summary>Makes an exception of status <see cref="EdgeStatus.Unknown"/> without a message of its own.</summary>
    public EdgeException()
        : this(EdgeStatus.Unknown, "The call failed.")
    {
    }

    /// <summary>Makes an exception of status <see cref="EdgeStatus.Unknown"/>.</summary>
    /// <param name="message">What happened and what to do about it.</param>
    public EdgeException(string message)
        : this(EdgeStatus.Unknown, message)
    {
    }

    /// <summary>Makes an exception of status <see cref="EdgeStatus.Unknown"/>.</summary>
    /// <param name="message">What happened and what to do about it.</param>
    /// <param name="innerException">The cause, or null.</param>
    public EdgeException(string message, Exception? innerException)
        : this(EdgeStatus.Unknown, message, innerException)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="status">What kind of failure it is.</param>
    /// <param name="message">What happened and what to do about it. Control characters become escapes such as
    /// <c>\u001b</c>.</param>
    /// <param name="innerException">The cause, or null.</param>
    /// <example><code>
    /// var away = new EdgeException(EdgeStatus.Unavailable, "The edge is away.");     // for the tests of a program
    /// Console.WriteLine(away.IsRetriable);                        // True
    /// </code></example>
    public EdgeException(EdgeStatus status, string message, Exception? innerException = null)
        : base(PrintableText.Escape(message), innerException)
    {
        Status = status;
        IsRetriable = status is EdgeStatus.Unavailable or EdgeStatus.Aborted;
    }

    /// <summary>What kind of failure it is.</summary>
    public EdgeStatus Status { get; }

    /// <summary>Whether the same call may succeed if it is simply made again a little later.</summary>
    /// <example><code>
    /// for (int attempt = 1; ; attempt++)
    /// {
    ///     try
    ///     {
    ///         Console.WriteLine(client.Jobs.Get(job.JobIdentifier).Status);          // COMPLETE
    ///         break;
    ///     }
    ///     catch (EdgeException e) when (e.IsRetriable &amp;&amp; attempt != 5)
    ///     {
    ///         Thread.Sleep(TimeSpan.FromSeconds(attempt));
    ///     }
    /// }
    /// </code></example>
    public bool IsRetriable { get; }

    /// <summary>The argument that was wrong, such as <c>sources[2].inputs[0].key</c>, or null.</summary>
    /// <example><code>
    /// try
    /// {
    ///     client.Jobs.SubmitText("inspector", "1.0.0", [new EdgeSource("my-input")]);
    /// }
    /// catch (EdgeException e) when (e.Status == EdgeStatus.InvalidArgument)
    /// {
    ///     Console.WriteLine(e.Parameter);                         // sources[0].inputs
    /// }
    /// </code></example>
    public string? Parameter { get; init; }

    /// <summary>The gRPC method that was called, such as <c>/jobs.v1.JobService/SubmitJob</c>, or null.</summary>
    public string? Method { get; init; }

    /// <summary>The edge that was called, such as <c>localhost:55000</c>, or null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Where the failure was found.</summary>
    /// <example><code>
    /// try
    /// {
    ///     client.Jobs.Get("no-such-job");
    /// }
    /// catch (EdgeException e)
    /// {
    ///     Console.WriteLine(e.Origin);                            // Edge
    /// }
    /// </code></example>
    public EdgeErrorOrigin Origin { get; init; }

    /// <summary>The edge's own words, or null if it was not the edge that failed the call.</summary>
    public string? ServerMessage { get; init; }

    /// <summary>
    /// How much of the request had left when the call failed; null where that makes no sense, as for an argument that
    /// is wrong. A submission of which <see cref="EdgeSent.All"/> was sent may have made a job.
    /// </summary>
    /// <example><code>
    /// EdgeSource[] sources = [new("my-input", new EdgeInput("input.txt", "some text"u8.ToArray()))];
    /// try
    /// {
    ///     client.Jobs.SubmitText("no-such-model", "1.0.0", sources);
    /// }
    /// catch (EdgeException e)
    /// {
    ///     bool mayHaveMadeAJob = e.Sent == EdgeSent.All &amp;&amp; e.Origin != EdgeErrorOrigin.Edge;
    ///     Console.WriteLine($"{e.Sent}, {mayHaveMadeAJob}");      // All, False
    /// }
    /// </code></example>
    public EdgeSent? Sent { get; init; }

    /// <summary>How often the call was sent: 1, or more if it was sent again (see <see cref="EdgeRetryOptions"/>), or to
    /// another of several edges; 0 if the failure is not that of a call.</summary>
    /// <example><code>
    /// try
    /// {
    ///     client.Jobs.Get("no-such-job");
    /// }
    /// catch (EdgeException e)
    /// {
    ///     Console.WriteLine(e.Attempts);                          // 1
    /// }
    /// </code></example>
    public int Attempts { get; init; }

    /// <summary>The job that was waited for, or null. It continues.</summary>
    /// <example><code>
    /// Job recording = client.Jobs.Open("inspector", "1.0.0");
    /// try
    /// {
    ///     client.Jobs.Wait(recording.JobIdentifier, TimeSpan.Zero);
    /// }
    /// catch (EdgeException e) when (e.Status == EdgeStatus.DeadlineExceeded)
    /// {
    ///     Console.WriteLine(e.JobIdentifier == recording.JobIdentifier);             // True
    /// }
    /// </code></example>
    public string? JobIdentifier { get; internal set; }

    /// <summary>The inference that was waited for, or null. It continues, and can be waited for again.</summary>
    public string? InferenceIdentifier { get; internal set; }

    /// <summary>
    /// The job that was waited for, as the edge described it last, if the time was up before its end.
    /// </summary>
    public Job? Job => LastKnown as Job;

    /// <summary>
    /// The inference that was waited for, as the edge described it last, if the time was up before its end.
    /// </summary>
    public Inference? Inference => LastKnown as Inference;

    /// <summary>What a wait knew last of its subject when its time was up; null if it knew nothing.</summary>
    internal IJsonWritable? LastKnown { get; init; }

    /// <summary>The errno of a file that cannot be read, or null.</summary>
    internal int? ErrorNumber { get; init; }

    /// <summary>Whether it is that of a submission which the edge may have taken; then the message says so.</summary>
    internal bool MayHaveMadeAJob { get; init; }

    /// <summary>The same failure as what it means for the operation that the failed call was a part of.</summary>
    /// <param name="message">What happened to the operation.</param>
    /// <param name="status">Its status; that of the call if null.</param>
    /// <param name="sent">How much of its request had left.</param>
    internal EdgeException Explained(string message, EdgeStatus? status = null, EdgeSent? sent = null) =>
        new(status ?? Status, message, this)
    {
        Origin = Origin,
        Endpoint = Endpoint,
        Method = Method,
        ServerMessage = ServerMessage,
        Attempts = Attempts,
        LastKnown = LastKnown,
        Sent = sent,
    };

    /// <summary>Makes the exception for an invalid argument.</summary>
    /// <param name="parameter">The argument's path, such as <c>sources[2].key</c>.</param>
    /// <param name="problem">What is wrong and how to fix it; follows the path in the sentence.</param>
    internal static EdgeException InvalidArgument(string parameter, string problem) =>
        new(EdgeStatus.InvalidArgument, $"{parameter} {problem}") { Parameter = parameter };
}

/// <summary>Where a failure was found.</summary>
public enum EdgeErrorOrigin
{
    /// <summary>In this process: an argument, a deadline, a cancellation, or a limit of the process.</summary>
    Local = 0,

    /// <summary>
    /// On the way: the edge cannot be reached, the connection was lost, the peer violates HTTP/2 or gRPC, or a proxy
    /// answered in place of the edge.
    /// </summary>
    Transport = 1,

    /// <summary>
    /// In the edge, which answered with a gRPC status; <see cref="EdgeException.ServerMessage"/> has its text.
    /// </summary>
    Edge = 2,
}

/// <summary>How much of a request had left when its call failed.</summary>
public enum EdgeSent
{
    /// <summary>
    /// Nothing of its message, or nothing that the edge has taken: it has certainly not processed the request.
    /// </summary>
    None = 0,

    /// <summary>A part of the message, which is not processed without the rest.</summary>
    Part = 1,

    /// <summary>
    /// The whole message, as far as is known here. The edge may have processed it: a submission may have made a job.
    /// </summary>
    All = 2,
}
