using System.Text.Json;
using static Modzy.Edge.Native.Tests.NativeLibraryUnderTest;

namespace Modzy.Edge.Native.Tests.Library;

/// <summary>What a call that failed says, through every function that tells about errors.</summary>
internal sealed record NativeFailure(EdgeStatus Status, string Message, string? Parameter)
{
    /// <summary>A call whose last argument is where the error goes.</summary>
    public unsafe delegate int Call(nint* error);

    /// <summary>Makes a call that must fail, with and without a place for its error.</summary>
    public static unsafe NativeFailure Of(Call call)
    {
        nint error = 0;
        var status = call(&error);
        Assert.NotEqual(0, status);
        Assert.Equal(status, call(null));

        Assert.Equal(status, ErrorCode(error));
        var detail = JsonDocument.Parse(ErrorDetail(error)).RootElement;
        Assert.Equal(status, detail.GetProperty("code").GetInt32());
        Assert.Equal(StatusName(status), detail.GetProperty("status").GetString());
        Assert.Equal(ErrorMessage(error), detail.GetProperty("message").GetString());
        Assert.Equal(ErrorIsRetriable(error), detail.GetProperty("retriable").GetBoolean());
        var failure = new NativeFailure(
            (EdgeStatus)status, ErrorMessage(error), detail.TryGetProperty("parameter", out var parameter) ? parameter.GetString() : null);
        FreeError(error);
        return failure;
    }
}
