using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Modzy.Edge.Tool.Commands;

/// <summary>Options whose errors name the option, the value and what would be right.</summary>
internal static class Parsers
{
    public static Option<int?> Number(string name, string description, int minimum, int maximum) =>
        Create(name, description, "n", $"a number from {minimum} to {maximum}", text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= minimum && number <= maximum ? number : (int?)null);

    /// <summary>A duration; <see cref="Timeout.InfiniteTimeSpan"/> for <c>none</c>.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) =>
        Create(name, description, "time", "a time above zero, such as 2.5 (seconds), 250ms, 5m, 1h, or none", text =>
            text == "none" ? Timeout.InfiniteTimeSpan : DurationOf(text));

    /// <summary>One of some words, which are completed.</summary>
    public static Option<T?> Choice<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct
    {
        string words = string.Join('|', choices.Select(choice => choice.Word));
        Option<T?> option = Create<T?>(name, description, words, words.Replace("|", " or ", StringComparison.Ordinal), text =>
            choices.Where(choice => choice.Word == text).Select(choice => (T?)choice.Value).FirstOrDefault());
        option.CompletionSources.Add(_ => choices.Select(choice => choice.Word));
        return option;
    }

    /// <summary>Several numbers, such as <c>1,4,16</c>.</summary>
    public static Option<int[]?> Numbers(string name, string description, int minimum, int maximum) =>
        Create(name, description, "n,...", $"numbers from {minimum} to {maximum}, such as 1,4,16", text =>
            All(text, part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number >= minimum && number <= maximum ? number : (int?)null));

    /// <summary>Several sizes, such as <c>1K,1M</c>.</summary>
    public static Option<int[]?> Sizes(string name, string description, int maximum) =>
        Create(name, description, "size,...", $"sizes in bytes of at most {maximum}, such as 1K,64K,1M", text =>
            All(text, part => SizeOf(part) is int size && size <= maximum ? size : (int?)null));

    /// <summary>A duration in seconds, or with a unit.</summary>
    public static TimeSpan? DurationOf(string text)
    {
        (string unit, double milliseconds) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => ("ms", 1),
            _ when text.EndsWith('s') => ("s", 1_000),
            _ when text.EndsWith('m') => ("m", 60_000),
            _ when text.EndsWith('h') => ("h", 3_600_000),
            _ => ("", 1_000d),
        };
        return double.TryParse(
            text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number * milliseconds is >= 1 and <= int.MaxValue
            ? TimeSpan.FromMilliseconds(number * milliseconds)
            : null;
    }

    /// <summary>A size in bytes, or with K or M for powers of 1024.</summary>
    public static int? SizeOf(string text)
    {
        int shift = text is [.., 'K' or 'k'] ? 10 : text is [.., 'M' or 'm'] ? 20 : 0;
        string digits = shift == 0 ? text : text[..^1];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number > 0 && number <= int.MaxValue >> shift ? number << shift : null;
    }

    private static T[]? All<T>(string text, Func<string, T?> parse)
        where T : struct
    {
        T?[] parts = [.. text.Split(',').Select(parse)];
        return parts.All(part => part.HasValue) ? [.. parts.Select(part => part!.Value)] : null;
    }

    private static Option<T?> Create<T>(
        string name, string description, string helpName, string expected, Func<string, T?> parse) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = argument =>
        {
            string text = argument.Tokens[^1].Value;
            T? value = parse(text);
            if (value is null)
            {
                argument.AddError($"{name} takes {expected}, not '{text}'.");
            }

            return value;
        },
    };
}
