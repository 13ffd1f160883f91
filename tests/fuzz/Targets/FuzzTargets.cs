namespace Modzy.Edge.Fuzz;

/// <summary>Runs an input. An exception that gets out is a fault of the library.</summary>
internal delegate void FuzzTarget(ReadOnlySpan<byte> input);

/// <summary>What is fuzzed, by the names of the folders of the corpus.</summary>
internal static class FuzzTargets
{
    /// <summary>In bytes. Below the count of frames that a connection may have in a second, so that no outcome depends on
    /// the clock.</summary>
    public const int LargestInput = 8 * 1024;

    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new Dictionary<string, FuzzTarget>
    {
        ["hpack"] = HpackTarget.Run,
        ["session"] = SessionTarget.Run,
        ["reply"] = ReplyTarget.Run,
        ["json"] = JsonTarget.Run,
        ["context"] = ContextTarget.Run,
        ["status"] = StatusTarget.Run,
    };
}

/// <summary>The library did not what it promises.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
