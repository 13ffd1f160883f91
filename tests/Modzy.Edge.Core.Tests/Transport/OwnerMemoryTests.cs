using System.Globalization;
using Modzy.Edge.Transport;
using Modzy.Edge.Transport.Balancing;

namespace Modzy.Edge.Core.Tests.Transport;

public sealed class OwnerMemoryTests
{
    [Fact]
    public void The_last_ones_are_known_and_others_forgotten()
    {
        const int more = 70_000;
        using var transport = new EdgeTransport(EdgeEndpoint.Parse("edge", 1), new EdgeClientOptions());
        BalancedEdge first = new(transport);
        BalancedEdge second = new(transport);
        var memory = new OwnerMemory();

        memory.Add("job", first);
        memory.Add("job", second);
        Assert.Same(second, memory.Find("job"));
        for (int i = 0; i < more; i++)
        {
            memory.Add(i.ToString(CultureInfo.InvariantCulture), first);
        }

        Assert.Null(memory.Find("job"));
        Assert.Null(memory.Find("0"));
        Assert.Same(first, memory.Find((more - 1).ToString(CultureInfo.InvariantCulture)));
        Assert.Same(first, memory.Find((more - 65_536).ToString(CultureInfo.InvariantCulture)));
    }
}
