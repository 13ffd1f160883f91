using System.Globalization;
using System.Text.Json;
using Modzy.Edge.Emulator.Content;
using Modzy.Edge.Emulator.Errors;

namespace Modzy.Edge.Emulator.Models;

/// <summary>Sleeps for the time in its input, to test progress, timeouts and cancellation.</summary>
internal sealed class Sleeper : IModel
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // The longer suffix first: "ms" also ends in "s".
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("min", 60), ("s", 1), ("", 1)];

    public string Identifier => "sleeper";

    public string Name => "Sleeper";

    public async Task RunAsync(Payload input, Utf8JsonWriter result, CancellationToken cancellation)
    {
        var duration = Parse(TextInput.Read(input));
        await Task.Delay(duration, cancellation);
        result.WriteNumber("slept_ms", duration.TotalMilliseconds);
    }

    internal static TimeSpan Parse(string text)
    {
        foreach (var (suffix, seconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(
                    text.AsSpan(0, text.Length - suffix.Length).TrimEnd(),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number)
                && number * seconds <= Longest.TotalSeconds)
            {
                return TimeSpan.FromSeconds(number * seconds);
            }
        }

        throw new EmulatorException(
            ErrorCode.InvalidArgument, $"'{text}' is not a time of at most a day, such as 250ms, 1.5s, 2 or 3min.");
    }
}
