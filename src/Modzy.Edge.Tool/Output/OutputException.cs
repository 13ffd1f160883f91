using System.Runtime.InteropServices;
using Modzy.Edge.Tool.Process;

namespace Modzy.Edge.Tool.Output;

/// <summary>Standard output cannot be written to.</summary>
internal sealed class OutputException(int error)
    : Exception($"cannot write to standard output: {Marshal.GetPInvokeErrorMessage(error)}")
{
    /// <summary>Whoever read it is gone, as in <c>modzy-edge list | head -1</c>.</summary>
    public bool IsClosed => error == Libc.PipeClosed;
}
