using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Modzy.Edge.Emulator.Hosting;

/// <summary>Options with error messages that name the option, the value and the accepted values.</summary>
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

    public static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "url",
        CustomParser = argument =>
        {
            if (Uri.TryCreate(Text(argument), UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https" && address.PathAndQuery == "/")
            {
                return address;
            }

            Reject(argument, name, "an http or https address without a path");
            return null;
        },
    };

    public static Option<string?> File(string name, string description) =>
        new(name) { Description = description, HelpName = "file" };

    private static Option<T> Create<T>(
        string name, string description, string helpName, T fallback, string expected, Func<string, T?> parse)
        where T : struct =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => fallback,
            CustomParser = argument =>
            {
                var value = parse(Text(argument));
                if (value is null)
                {
                    Reject(argument, name, expected);
                }

                return value.GetValueOrDefault();
            },
        };

    private static string Text(ArgumentResult argument) => argument.Tokens[^1].Value;

    private static void Reject(ArgumentResult argument, string name, string expected) =>
        argument.AddError($"{name} takes {expected}, not '{Text(argument)}'.");
}
