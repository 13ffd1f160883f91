namespace Modzy.Edge;

/// <summary>One input item whose data lies in a store.</summary>
/// <param name="Key">Your name for the item, under which its result is found; unique within the job.</param>
/// <param name="Objects">Its data inputs; at least one.</param>
public sealed record EdgeObjectSource(string Key, IReadOnlyList<EdgeObject> Objects);
