using Modzy.Edge.Wire.Common;

namespace Modzy.Edge.Emulator.Jobs;

/// <summary>The outcome of an item: the output of the model, or an error.</summary>
internal sealed record Outcome(ReadOnlyMemory<byte> Json, Error? Error = null);
