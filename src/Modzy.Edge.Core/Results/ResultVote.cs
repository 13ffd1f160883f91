using WireVote = Modzy.Edge.Wire.Results.ResultVote.Types.Vote;

namespace Modzy.Edge;

/// <summary>What somebody thinks of a result.</summary>
public enum ResultVote
{
    /// <summary>Nobody has voted.</summary>
    None = 0,

    /// <summary>The result is good.</summary>
    Up = 1,

    /// <summary>The result is bad.</summary>
    Down = 2,
}

/// <summary>Votes as the wire has them.</summary>
internal static class ResultVotes
{
    /// <exception cref="EdgeException">The edge answered with a vote that this version does not know.</exception>
    public static ResultVote From(WireVote vote) => vote switch
    {
        WireVote.NoVotes => ResultVote.None,
        WireVote.Up => ResultVote.Up,
        WireVote.Down => ResultVote.Down,
        _ => throw new EdgeException(
            EdgeStatus.Internal, $"The edge answered with the vote {(int)vote}, which this version does not know; install a newer one."),
    };

    /// <summary>The JSON of a vote: <c>{"vote": "UP"}</c>.</summary>
    public static string ToJson(ResultVote vote) => $$"""{"vote": "{{vote.ToString().ToUpperInvariant()}}"}""";
}
