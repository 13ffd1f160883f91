using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>The memory of the caller's that a call reads. Disposing ends the loan of all of it.</summary>
internal sealed unsafe class Loans : IDisposable
{
    private BorrowedMemory? _latest;

    /// <exception cref="EdgeException">There are no bytes, or more than a message can hold.</exception>
    /// <param name="data">The bytes.</param>
    /// <param name="size">How many.</param>
    /// <param name="path">What they belong to; it becomes text for the error only.</param>
    public ReadOnlyMemory<byte> Borrow<TPath>(void* data, nuint size, TPath path)
        where TPath : notnull
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

        _latest = new BorrowedMemory((byte*)data, (int)size, before: _latest);
        return _latest.Memory;
    }

    public void Dispose()
    {
        for (BorrowedMemory? loan = _latest; loan is not null; loan = loan.Before)
        {
            loan.Revoke();
        }
    }

    private static string Join<TPath>(TPath path, string member)
        where TPath : notnull => path.ToString() is { Length: > 0 } name ? $"{name}.{member}" : member;
}
