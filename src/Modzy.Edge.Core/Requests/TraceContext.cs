using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace Modzy.Edge.Requests;

/// <summary>The trace that a call belongs to: W3C Trace Context, the fields traceparent and tracestate.</summary>
internal static class TraceContext
{
    public const string Parent = "traceparent";
    public const string State = "tracestate";

    private const int ParentLength = 55;

    /// <summary>
    /// Whether the program can have activities. Not that of a library for other languages; there the first look at the
    /// current one would fail where there is no /dev/urandom.
    /// </summary>
    [FeatureSwitchDefinition("Modzy.Edge.Activities")]
    private static bool HasActivities { get; } =
        !AppContext.TryGetSwitch("Modzy.Edge.Activities", out bool hasActivities) || hasActivities;

    /// <summary>The metadata of a call with the current activity, unless the caller has given a trace.</summary>
    public static Metadata AddTo(Metadata metadata)
    {
        if (!HasActivities || Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: string id } activity
            || metadata.Get(Parent) is not null)
        {
            return metadata;
        }

        Metadata traced = [];
        foreach (Metadata.Entry entry in metadata)
        {
            traced.Add(entry);
        }

        traced.Add(Parent, id);
        if (activity.TraceStateString is { Length: > 0 } state && !state.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && metadata.Get(State) is null)
        {
            traced.Add(State, state);
        }

        return traced;
    }

    /// <summary>
    /// Whether a value of traceparent is valid: version, trace, span and flags in lower-case hexadecimal digits, such
    /// as 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01; trace and span are not zero. Later versions may
    /// append.
    /// </summary>
    public static bool IsValidParent(ReadOnlySpan<char> value)
    {
        if (value.Length < ParentLength || value[2] != '-' || value[35] != '-' || value[52] != '-')
        {
            return false;
        }

        ReadOnlySpan<char> version = value[..2];
        ReadOnlySpan<char> trace = value[3..35];
        ReadOnlySpan<char> span = value[36..52];
        bool isEnded = value.Length == ParentLength || (version is not "00" && value[ParentLength] == '-');
        return isEnded && version is not "ff" && IsHexadecimal(version) && IsHexadecimal(trace) && IsHexadecimal(span)
            && IsHexadecimal(value[53..ParentLength]) && trace.ContainsAnyExcept('0') && span.ContainsAnyExcept('0');
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> digits)
    {
        foreach (char digit in digits)
        {
            if (!char.IsAsciiHexDigitLower(digit))
            {
                return false;
            }
        }

        return true;
    }
}
