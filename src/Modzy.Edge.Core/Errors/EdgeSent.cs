namespace Modzy.Edge;

/// <summary>How much of a request had left when its call failed.</summary>
public enum EdgeSent
{
    /// <summary>Nothing of its message, or nothing that the edge has taken: it has certainly not processed the request.</summary>
    None = 0,

    /// <summary>A part of the message, which is not processed without the rest.</summary>
    Part = 1,

    /// <summary>The whole message, as far as is known here. The edge may have processed it: a submission may have made a job.</summary>
    All = 2,
}
