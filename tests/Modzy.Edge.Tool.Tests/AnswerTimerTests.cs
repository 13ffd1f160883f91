using System.Diagnostics;
using Modzy.Edge.Tool.Frames;

namespace Modzy.Edge.Tool.Tests;

public sealed class AnswerTimerTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void The_edge_is_late_only_with_an_unanswered_frame()
    {
        var timer = new AnswerTimer(_short);
        Thread.Sleep(5);
        Assert.Equal(_short, timer.Left);

        timer.OnSending();
        timer.OnSending();
        Thread.Sleep(5);
        Assert.Equal(TimeSpan.Zero, timer.Left);

        timer.OnAnswered();
        timer.OnAnswered();
        Thread.Sleep(5);
        Assert.Equal(_short, timer.Left);
    }

    [Fact]
    public void An_answer_gives_the_edge_its_time_again()
    {
        var timer = new AnswerTimer(TimeSpan.FromHours(1));
        timer.OnSending();
        timer.OnSending();
        Thread.Sleep(20);
        Assert.InRange(timer.Left, TimeSpan.Zero, TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(15));

        long answered = Stopwatch.GetTimestamp();
        timer.OnAnswered();
        TimeSpan left = timer.Left;

        Assert.True(left >= TimeSpan.FromHours(1) - Stopwatch.GetElapsedTime(answered));
    }

    [Fact]
    public void Without_a_limit_the_edge_is_never_late()
    {
        var timer = new AnswerTimer(Timeout.InfiniteTimeSpan);
        timer.OnSending();

        Assert.Equal(Timeout.InfiniteTimeSpan, timer.Left);
    }
}
