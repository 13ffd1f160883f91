namespace Modzy.Edge.Requests;

/// <summary>What is waited for: a job or an inference.</summary>
internal sealed class WaitSubject
{
    private readonly string _identifier;
    private readonly bool _isJob;

    private WaitSubject(string identifier, bool isJob) => (_identifier, _isJob) = (identifier, isJob);

    public static WaitSubject Job(string identifier) => new(identifier, isJob: true);

    public static WaitSubject Inference(string identifier) => new(identifier, isJob: false);

    /// <summary>Says in an error what it is about.</summary>
    public void Name(EdgeException error)
    {
        if (_isJob)
        {
            error.JobIdentifier = _identifier;
        }
        else
        {
            error.InferenceIdentifier = _identifier;
        }
    }

    public override string ToString() => $"{(_isJob ? "Job" : "Inference")} {_identifier}";
}
