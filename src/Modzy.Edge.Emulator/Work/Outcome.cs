using Modzy.Edge.Wire.Common;

namespace Modzy.Edge.Emulator.Work;

/// <summary>What came out of the work on an item: what the model gave, or why there is nothing.</summary>
internal sealed record Outcome(ReadOnlyMemory<byte> Json, Error? Error = null);
