using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Modzy.Edge.Wire;

namespace Modzy.Edge.Native.Marshalling;

/// <summary>Reads credentials and objects of object storage, and paths of files.</summary>
internal static unsafe class StorageAccessMarshaller
{
    /// <summary>The remedy for an empty container or path.</summary>
    public const string LocationRemedy = "say where in the store the object lies";

    private const string CredentialRemedy = "give the credentials that the object storage issued";

    /// <exception cref="EdgeException">A required pointer is NULL, or a string is not UTF-8.</exception>
    public static S3Access S3(NativeS3Access* access, string path)
    {
        NativeS3Access given = Options.S3(access, path);
        var result = new S3Access(
            Utf8Marshaller.NotEmpty(given.AccessKeyId, $"{path}.access_key_id", CredentialRemedy),
            Utf8Marshaller.NotEmpty(given.SecretAccessKey, $"{path}.secret_access_key", CredentialRemedy))
        {
            Region = Utf8Marshaller.Optional(given.Region, $"{path}.region"),
            Endpoint = Utf8Marshaller.Optional(given.Endpoint, $"{path}.endpoint"),
        };
        ObjectStorageFields.CheckOrigin(result, $"{path}.");
        return result;
    }

    /// <exception cref="EdgeException">A required pointer is NULL, or a string is not UTF-8.</exception>
    public static AzureAccess Azure(NativeAzureAccess* access, string path)
    {
        NativeAzureAccess given = Options.Azure(access, path);
        return new AzureAccess(
            Utf8Marshaller.NotEmpty(given.StorageAccount, $"{path}.storage_account", CredentialRemedy),
            Utf8Marshaller.NotEmpty(given.StorageAccountKey, $"{path}.storage_account_key", CredentialRemedy));
    }

    /// <exception cref="EdgeException">A required pointer is NULL, or a string is not UTF-8.</exception>
    public static EdgeObjectSource[] Sources(NativeObjectSources* pointer)
    {
        NativeObjectSources given = Options.Objects(pointer);
        ArrayArguments.Check(given.Sources, given.SourceCount, "sources", "source_count");
        var sources = new CallerArray<NativeObjectSource>(given.Sources, given.SourceSize, "objects.source_size");
        var result = new EdgeObjectSource[given.SourceCount];
        for (int i = 0; i < result.Length; i++)
        {
            string path = $"sources[{i}]";
            NativeObjectSource source = sources.At(i, path);
            var items = new CallerArray<NativeObject>(source.Objects, given.ObjectSize, "objects.object_size");
            string key = Utf8Marshaller.Required(source.Key, $"{path}.key");
            ArrayArguments.Check(source.Objects, source.ObjectCount, $"{path}.objects", $"{path}.object_count");
            var objects = new EdgeObject[source.ObjectCount];
            for (int j = 0; j < objects.Length; j++)
            {
                NativeObject item = items.At(j, $"{path}.objects[{j}]");
                objects[j] = new EdgeObject(
                    Utf8Marshaller.Required(item.Key, $"{path}.objects[{j}].key"),
                    Utf8Marshaller.Required(item.Container, $"{path}.objects[{j}].container"),
                    Utf8Marshaller.Required(item.Path, $"{path}.objects[{j}].path"));
            }

            result[i] = new EdgeObjectSource(key, objects);
        }

        return result;
    }

    /// <exception cref="EdgeException">A required pointer is NULL, or a string is not UTF-8.</exception>
    public static EdgeFile[] Files(NativeFile* files, nuint count, in NativeSubmitOptions options)
    {
        ArrayArguments.Check(files, count, "files", "file_count");
        var elements = new CallerArray<NativeFile>(files, options.FileSize, "options.file_size");
        var result = new EdgeFile[count];
        for (int i = 0; i < result.Length; i++)
        {
            string path = $"files[{i}]";
            result[i] = File(elements.At(i, path), path);
        }

        return result;
    }

    /// <summary>A path may have any encoding; what is not UTF-8 is kept as bytes.</summary>
    private static EdgeFile File(NativeFile file, string parameter)
    {
        string source = Utf8Marshaller.Required(file.SourceKey, $"{parameter}.source_key");
        string input = Utf8Marshaller.Required(file.InputKey, $"{parameter}.input_key");
        ReadOnlySpan<byte> path = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(file.Path);
        return file.Path == null || Utf8.IsValid(path)
            ? new EdgeFile(source, input, Utf8Marshaller.NotEmpty(file.Path, $"{parameter}.path", "give the path of a file"))
            : new EdgeFile(source, input, Encoding.UTF8.GetString(path)) { PathBytes = path.ToArray() };
    }
}
