using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CsCheck;
using Modzy.Edge.Native.Handles;

namespace Modzy.Edge.Native.Tests;

public sealed class HandleTableTests
{
    private readonly HandleTable _table = new();

    [Fact]
    public void What_was_added_is_found_until_it_is_removed()
    {
        var handle = _table.Add("a");

        Assert.Equal("a", _table.Find<string>(handle));
        Assert.Equal("a", _table.Remove<string>(handle));
        Assert.Null(_table.Find<string>(handle));
        Assert.Null(_table.Remove<string>(handle));
    }

    [Fact]
    public void Something_of_another_type_is_not_found()
    {
        var handle = _table.Add("a");

        Assert.Null(_table.Find<Version>(handle));
        Assert.Null(_table.Remove<Version>(handle));
        Assert.Equal("a", _table.Find<string>(handle));
    }

    [Fact]
    public void A_place_is_used_again_and_a_handle_never()
    {
        var seen = new HashSet<nint>();
        for (var time = 0; time < 10_000; time++)
        {
            var handle = _table.Add("a");
            Assert.True(seen.Add(handle));
            _table.Remove<string>(handle);
        }

        var live = _table.Add("b");
        Assert.All(seen, stale => Assert.Null(_table.Find<string>(stale)));
        Assert.All(seen, stale => Assert.Null(_table.Remove<string>(stale)));
        Assert.Equal("b", _table.Find<string>(live));
        // All of them had the same place: the lower 20 bits.
        Assert.Single(seen.Append(live).Select(handle => handle & 0xF_FFFF).Distinct());
    }

    [Fact]
    public void A_number_that_never_was_a_handle_is_not_found()
    {
        var live = Enumerable.Range(0, 100).Select(i => _table.Add($"{i}")).ToHashSet();

        Gen.OneOf(Gen.Long, Gen.Long[0, 1 << 24], Gen.Int[0, 63].Select(bit => live.First() ^ (1L << bit)))
            .Where(number => !live.Contains((nint)number))
            .Sample(number => Assert.Null(_table.Find<object>((nint)number)), iter: 20_000);
    }

    [Fact]
    public void No_address_is_taken_for_a_handle()
    {
        var handle = _table.Add("a");
        var address = Marshal.AllocHGlobal(16);

        // Addresses of user processes have no bit set from the 48th on; handles have.
        Assert.Equal(0, address >> 48);
        Assert.NotEqual(0, handle >> 48);
        Assert.Null(_table.Find<string>(address));
        Marshal.FreeHGlobal(address);
    }

    [Fact]
    public void The_reserved_number_is_never_given_out()
    {
        Assert.DoesNotContain(HandleTable.Reserved, Enumerable.Range(0, 10_000).Select(_ => _table.Add("a")));
        Assert.Null(_table.Find<string>(HandleTable.Reserved));
        Assert.Null(_table.Remove<string>(HandleTable.Reserved));
    }

    [Fact]
    public void They_are_counted_by_type()
    {
        nint[] texts = [.. Enumerable.Range(0, 40).Select(i => _table.Add($"{i}"))];
        _table.Add(new Version());
        _table.Remove<string>(texts[7]);

        Assert.Equal((39, 1, 40), (_table.Count<string>(), _table.Count<Version>(), _table.Count<object>()));
    }

    [Fact]
    public void A_million_are_enough()
    {
        nint last = 0;
        for (var i = 0; i < 1 << 20; i++)
        {
            last = _table.Add("a");
        }

        var failure = Assert.Throws<EdgeException>(() => _table.Add("a"));
        Assert.Equal((EdgeStatus.OutOfMemory, "The library has 1048576 open handles, which is its limit; destroy those that are no longer used."), (failure.Status, failure.Message));
        _table.Remove<string>(last);
        Assert.Equal("b", _table.Find<string>(_table.Add("b")));
    }

    [Fact]
    public void Of_several_that_remove_one_gets_it() => Parallel.For(0, 2_000, i =>
    {
        var handle = _table.Add($"{i}");
        var winners = 0;

        Parallel.For(0, 4, _ =>
        {
            if (_table.Remove<string>(handle) is string text)
            {
                Assert.Equal($"{i}", text);
                Interlocked.Increment(ref winners);
            }
        });

        Assert.Equal(1, winners);
    });

    [Fact]
    public void Readers_and_writers_do_not_disturb_each_other()
    {
        var live = new ConcurrentDictionary<nint, string>();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            var random = new Random(thread);
            var own = new List<(nint Handle, string Text)>();
            for (var step = 0; step < 20_000; step++)
            {
                if (own.Count == 0 || random.Next(3) > 0)
                {
                    var text = $"{thread}/{step}";
                    var handle = _table.Add(text);
                    Assert.True(live.TryAdd(handle, text), "a handle was given out twice");
                    own.Add((handle, text));
                }
                else
                {
                    var (handle, text) = own[random.Next(own.Count)];
                    Assert.Equal(text, _table.Find<string>(handle));
                    own.Remove((handle, text));
                    Assert.Equal(text, _table.Remove<string>(handle));
                    Assert.Null(_table.Find<string>(handle));
                    live.TryRemove(handle, out _);
                }
            }
        });

        Assert.Equal(live.Count, _table.Count<string>());
        Assert.All(live, entry => Assert.Equal(entry.Value, _table.Find<string>(entry.Key)));
    }
}
