namespace Modzy.Edge.Transport.Direct.Hpack;

/// <summary>A header block that RFC 7541 does not allow. The connection cannot go on: its compression state is lost.</summary>
internal sealed class HpackException(string message) : Exception(message);
