using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace Modzy.Edge.Transport.Direct.Messages;

/// <summary>Why an answer is of no use.</summary>
internal sealed record Failure(StatusCode Code, string Detail)
{
    [DoesNotReturn]
    public void Throw() => throw new RpcException(new Status(Code, Detail, new InvalidDataException(Detail)));
}
