using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Modzy.Edge.Payloads;

namespace Modzy.Edge.Native.Interop;

/// <summary>What callers say about stores.</summary>
internal static unsafe class Stores
{
    /// <summary>What to do about an object whose place is empty.</summary>
    public const string SayWhere = "say where in the store the object lies";

    private const string FromOwner = "give what the store's owner issued";

    /// <exception cref="EdgeException">Something is NULL that must not be, or not UTF-8.</exception>
    public static S3Access S3(NativeS3Access* access, string path)
    {
        NativeS3Access given = Options.S3(access, path);
        var result = new S3Access(
            Text.NotEmpty(given.AccessKeyId, $"{path}.access_key_id", FromOwner),
            Text.NotEmpty(given.SecretAccessKey, $"{path}.secret_access_key", FromOwner))
        {
            Region = Text.Optional(given.Region, $"{path}.region"),
            Endpoint = Text.Optional(given.Endpoint, $"{path}.endpoint"),
        };
        StoreAccess.CheckOrigin(result, $"{path}.");
        return result;
    }

    /// <exception cref="EdgeException">Something is NULL that must not be, or not UTF-8.</exception>
    public static AzureAccess Azure(NativeAzureAccess* access, string path)
    {
        NativeAzureAccess given = Options.Azure(access, path);
        return new AzureAccess(
            Text.NotEmpty(given.StorageAccount, $"{path}.storage_account", FromOwner),
            Text.NotEmpty(given.StorageAccountKey, $"{path}.storage_account_key", FromOwner));
    }

    /// <exception cref="EdgeException">Something is NULL that must not be, or not UTF-8.</exception>
    public static EdgeObjectSource[] Sources(NativeObjectSources* pointer)
    {
        NativeObjectSources given = Options.Objects(pointer);
        Arrays.Check(given.Sources, given.SourceCount, "sources", "source_count");
        var sources = new CallerArray<NativeObjectSource>(given.Sources, given.SourceSize);
        var result = new EdgeObjectSource[given.SourceCount];
        for (int i = 0; i < result.Length; i++)
        {
            string path = $"sources[{i}]";
            NativeObjectSource source = sources.At(i, path);
            var items = new CallerArray<NativeObject>(source.Objects, given.ObjectSize);
            string key = Text.Required(source.Key, $"{path}.key");
            Arrays.Check(source.Objects, source.ObjectCount, $"{path}.objects", $"{path}.object_count");
            var objects = new EdgeObject[source.ObjectCount];
            for (int j = 0; j < objects.Length; j++)
            {
                NativeObject item = items.At(j, $"{path}.objects[{j}]");
                objects[j] = new EdgeObject(
                    Text.Required(item.Key, $"{path}.objects[{j}].key"),
                    Text.Required(item.Container, $"{path}.objects[{j}].container"),
                    Text.Required(item.Path, $"{path}.objects[{j}].path"));
            }

            result[i] = new EdgeObjectSource(key, objects);
        }

        return result;
    }

    /// <exception cref="EdgeException">Something is NULL that must not be, or not UTF-8.</exception>
    public static EdgeFile[] Files(NativeFile* files, nuint count, in NativeSubmitOptions options)
    {
        Arrays.Check(files, count, "files", "file_count");
        var elements = new CallerArray<NativeFile>(files, options.FileSize);
        var result = new EdgeFile[count];
        for (int i = 0; i < result.Length; i++)
        {
            string path = $"files[{i}]";
            result[i] = File(elements.At(i, path), path);
        }

        return result;
    }

    /// <summary>A path is what the system takes for one, in whatever encoding.</summary>
    private static EdgeFile File(NativeFile file, string parameter)
    {
        string source = Text.Required(file.SourceKey, $"{parameter}.source_key");
        string input = Text.Required(file.InputKey, $"{parameter}.input_key");
        ReadOnlySpan<byte> path = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(file.Path);
        return file.Path == null || Utf8.IsValid(path)
            ? new EdgeFile(source, input, Text.NotEmpty(file.Path, $"{parameter}.path", "give the path of a file"))
            : new EdgeFile(source, input, Encoding.UTF8.GetString(path)) { PathBytes = path.ToArray() };
    }
}
