namespace Modzy.Edge;

/// <summary>Semantic Versioning 2.0.0: MAJOR.MINOR.PATCH[-prerelease][+build].</summary>
internal static class SemanticVersion
{
    public static bool IsValid(ReadOnlySpan<char> version)
    {
        int plus = version.IndexOf('+');
        if (plus >= 0 && !AreIdentifiers(version[(plus + 1)..], leadingZeros: true))
        {
            return false;
        }

        ReadOnlySpan<char> rest = plus >= 0 ? version[..plus] : version;
        int dash = rest.IndexOf('-');
        if (dash >= 0 && !AreIdentifiers(rest[(dash + 1)..], leadingZeros: false))
        {
            return false;
        }

        ReadOnlySpan<char> core = dash >= 0 ? rest[..dash] : rest;
        int numbers = 0;
        foreach (Range part in core.Split('.'))
        {
            numbers++;
            if (!IsNumber(core[part]))
            {
                return false;
            }
        }

        return numbers == 3;
    }

    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool leadingZeros)
    {
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            bool isNumber = !part.ContainsAnyExceptInRange('0', '9');
            if (part.IsEmpty || (isNumber && !leadingZeros && !IsNumber(part)))
            {
                return false;
            }

            foreach (char c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');
}
