using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>The memory of the caller's that a call reads. Disposing ends the loan of all of it.</summary>
internal sealed unsafe class Loans : IDisposable
{
    private readonly List<BorrowedMemory> _loans = [];

    /// <exception cref="EdgeException">There are no bytes, or more than a message can hold.</exception>
    public ReadOnlyMemory<byte> Borrow(void* data, nuint size, string path)
    {
        if (size == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        if (data == null)
        {
            throw EdgeException.InvalidArgument(
                Join(path, "data"), $"is NULL, but {Join(path, "size")} is {size}; give the bytes, or size 0.");
        }

        if (size > int.MaxValue)
        {
            throw MessageLimit.InputTooLarge(Join(path, "size"), size);
        }

        var loan = new BorrowedMemory((byte*)data, (int)size);
        _loans.Add(loan);
        return loan.Memory;
    }

    public void Dispose()
    {
        foreach (BorrowedMemory loan in _loans)
        {
            loan.Revoke();
        }
    }

    private static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";
}
