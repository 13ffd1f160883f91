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
