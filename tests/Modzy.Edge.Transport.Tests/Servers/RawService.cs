using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Modzy.Edge.Transport.Tests.Servers;

/// <summary>The server's side of <see cref="RawMethods"/>.</summary>
internal sealed class RawService
{
    public static readonly byte[] Details = [0, 1, 2, 250];

    private static readonly ConcurrentDictionary<string, int> _recorded = new();

    /// <summary>How often the servers of this process got a request of <see cref="RawMethods.Record"/>.</summary>
    public static int TimesOf(string text) => _recorded.GetValueOrDefault(text);

    private static async Task<byte[]> Answer(Method<byte[], byte[]> method, byte[] request, ServerCallContext context)
    {
        string text = request.Length < 200 ? Encoding.UTF8.GetString(request) : "";
        switch (method.Name)
        {
            case "Echo":
                return request;
            case "Sum":
                return RawMethods.SumOf(request);
            case "Produce":
                return RawMethods.Pattern(int.Parse(text, CultureInfo.InvariantCulture));
            case "Wait":
                // A number, padded to any length.
                await Task.Delay(
                    int.Parse(Encoding.UTF8.GetString(request), CultureInfo.InvariantCulture), context.CancellationToken);
                return request;
            case "Record":
                _recorded.AddOrUpdate(Encoding.UTF8.GetString(request).TrimEnd(), 1, static (_, count) => count + 1);
                return [];
            case "Header":
                return Encoding.UTF8.GetBytes(context.RequestHeaders.GetValue("question") ?? "");
            default:
                int space = text.IndexOf(' ', StringComparison.Ordinal);
                context.ResponseTrailers.Add("grpc-status-details-bin", Details);
                throw new RpcException(new Status(
                    (StatusCode)int.Parse(text[..space], CultureInfo.InvariantCulture), text[(space + 1)..]));
        }
    }

    /// <summary>Tells the server which methods there are.</summary>
    internal sealed class Methods : IServiceMethodProvider<RawService>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<RawService> context)
        {
            foreach (Method<byte[], byte[]> method in (Method<byte[], byte[]>[])[
                RawMethods.Echo, RawMethods.Sum, RawMethods.Produce, RawMethods.Fail, RawMethods.Wait,
                RawMethods.Header, RawMethods.Record])
            {
                context.AddUnaryMethod(method, [], (_, request, call) => Answer(method, request, call));
            }
        }
    }
}
