using System.Runtime.CompilerServices;
using Modzy.Edge.Tool.Commands;
using Modzy.Edge.Transport;

namespace Modzy.Edge.Tool.Doctor;

/// <summary>Goes the way of a call to each edge of a selection.</summary>
internal sealed class Examination(EdgeSelection selection, TimeSpan patience)
{
    /// <exception cref="EdgeException">The host, the port or an option is wrong, as for each call.</exception>
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        EdgeContext context = selection.Context;
        using (new EdgeClient(context.Host, context.Port, context.Options))
        {
            // Of several edges, the client refuses options that only one of them does not permit.
        }

        foreach (EdgeEndpoint endpoint in EdgeEndpoint.ParseAll(context.Host, context.Port))
        {
            yield return new Finding("edge", $"{endpoint}, from {selection.Origin}");
            await foreach (Finding finding in
                new EdgeExamination(endpoint, context.Options, patience).RunAsync(cancellation))
            {
                yield return finding;
            }
        }
    }
}
