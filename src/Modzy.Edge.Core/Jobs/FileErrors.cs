using System.Runtime.InteropServices;

namespace Modzy.Edge.Requests;

/// <summary>What is said of a file that cannot be uploaded.</summary>
internal sealed class FileErrors(string parameter, string path)
{
    private const string Append = "open a job and append the data to it in chunks";

    // <errno.h>: the same on every architecture of Linux that .NET knows.
    private const int NotPermitted = 1;
    private const int NoSuchFile = 2;
    private const int NoSuchDevice = 6;
    private const int TryAgain = 11;
    private const int AccessDenied = 13;
    private const int NotADirectory = 20;
    private const int IsADirectory = 21;
    private const int TooManyInSystem = 23;
    private const int TooManyOpen = 24;
    private const int TooManyLinks = 40;

    private readonly string _path = PrintableText.Escape(path);

    public string Parameter => parameter;

    /// <summary>For a system call that failed.</summary>
    public EdgeException Failed(int errno)
    {
        string text = $"{parameter} cannot be read: {_path}: {Marshal.GetPInvokeErrorMessage(errno)}. {Remedy(errno)}";
        EdgeStatus status = errno is TooManyOpen or TooManyInSystem ? EdgeStatus.ResourceExhausted : EdgeStatus.InvalidArgument;
        return new EdgeException(status, text) { Parameter = parameter, ErrorNumber = errno };
    }

    /// <summary>For a failure that the framework describes.</summary>
    public EdgeException Unreadable(string reason) =>
        EdgeException.InvalidArgument(parameter, $"cannot be read: {_path}: {reason}");

    public EdgeException NotRegular(string kind) => new(
        EdgeStatus.InvalidArgument,
        kind == "a directory"
            ? $"{parameter} is {_path}, a directory; give a regular file."
            : $"{parameter} is {_path}, {kind}; give a regular file, or {Append}.")
    {
        Parameter = parameter,
        ErrorNumber = kind == "a directory" ? IsADirectory : null,
    };

    /// <summary>For a file that is not what it was when it was opened.</summary>
    public EdgeException Changed(string how) => new(
        EdgeStatus.FailedPrecondition,
        $"{parameter} is {_path}, which {how} when the upload began: it was changed meanwhile, or its size says nothing about its content "
        + $"(as in /proc). The job is cancelled; submit the file again when nobody writes to it, or {Append}.")
    {
        Parameter = parameter,
    };

    private static string Remedy(int errno) => errno switch
    {
        NoSuchFile or NotADirectory => "Check the path.",
        AccessDenied or NotPermitted => "Give the user of this process the right to read it.",
        IsADirectory => "Give a regular file.",
        TooManyLinks => "A symbolic link on this path leads back to itself; correct the link.",
        TooManyOpen or TooManyInSystem => "Close files that are not needed, or raise the limit (ulimit -n).",
        TryAgain or NoSuchDevice => $"It is not a file whose data is there to be read; {Append}.",
        _ => "Check the file, and the file system that it is on.",
    };
}
