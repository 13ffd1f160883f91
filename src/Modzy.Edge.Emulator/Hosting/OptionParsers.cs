using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Options whose errors name the option, the value and what would be right.</summary>
internal static class OptionParsers
{
    private static readonly LogLevel[] Levels = Enum.GetValues<LogLevel>();

    public static Option<int> Number(string name, string description, int fallback, int minimum, int maximum) =>
        Create(name, description, "n", fallback, $"a number from {minimum} to {maximum}", text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum ? number : null);

    public static Option<ByteSize> Size(string name, string description, ByteSize fallback, ByteSize maximum) =>
        Create(name, description, "size", fallback, $"a size from 1 to {maximum}, such as 64M", text =>
            ByteSize.TryParse(text, out var size) && size.Bytes > 0 && size.Bytes <= maximum.Bytes
                ? size
                : (ByteSize?)null);

    public static Option<LogLevel> Level(string name, string description, LogLevel fallback) =>
        Create(name, description, "level", fallback, $"one of {string.Join(", ", Levels)}", text =>
            Array.Find(Levels.Cast<LogLevel?>().ToArray(), level =>
                string.Equals(level.ToString(), text, StringComparison.OrdinalIgnoreCase)));

    private static Option<T> Create<T>(
        string name, string description, string helpName, T fallback, string expected, Func<string, T?> parse)
        where T : struct =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => fallback,
            CustomParser = argument => parse(argument.Tokens[^1].Value) ?? Refuse<T>(argument, name, expected),
        };

    private static T Refuse<T>(ArgumentResult argument, string name, string expected)
        where T : struct
    {
        argument.AddError($"{name} takes {expected}, not '{argument.Tokens[^1].Value}'.");
        return default;
    }
}
