using System.Text.Json;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Core.Tests.Wire;
using Modzy.Edge.Wire.Common;
using Modzy.Edge.Wire.Jobs;

namespace Modzy.Edge.Core.Tests.Jobs;

/// <summary>Whatever an edge sends, the Job is JSON with the keys that the documentation names.</summary>
public sealed class JobJsonPropertyTests
{
    private static readonly string[] _keys =
    [
        "job_identifier", "status", "account_identifier", "explain", "created_at", "updated_at", "submitted_at", "submitted_by",
        "pending", "completed", "failed", "total", "model", "job_inputs", "user",
    ];

    private static readonly string[] _extras = ["access_key", "input_byte_amount", "elapsed_time"];

    private static readonly Gen<string> _text = Gen.OneOf(
        Gen.OneOf("", "\"", "\\", "\n\t\0\u001F\u007F", "</script>", "🙂", "\u2028\u2029", "\uFFFF", "é", "{}"),
        SubmissionGenerators.CodePoint.Array[0, 20].Select(string.Concat));

    private static readonly Gen<Timestamp?> _time = Gen.Select(
        Gen.Long, Gen.Int, (seconds, nanos) => new Timestamp { Seconds = seconds, Nanos = nanos }).Null();

    private static readonly Gen<ModelIdentifier?> _model = Gen.Select(
        _text,
        _text,
        _text,
        (identifier, version, name) =>
            new ModelIdentifier { Identifier = identifier, Version = version, Name = name }).Null();

    private static readonly Gen<JobSubmissionReceipt.Types.JobDetails?> _details = Gen.Select(
        _text, _time, _time, Gen.UInt, Gen.UInt, (account, created, updated, total, pending) =>
            new JobSubmissionReceipt.Types.JobDetails
            {
                AccountIdentifier =
                    account, CreatedAt = created, UpdatedAt = updated, Total = total, Pending = pending,
                    ElapsedTime = pending,
            }).Null();

    [Fact]
    public void Any_receipt_is_a_job_with_all_keys() =>
        Gen.Select(_text, _model, _details, _time, Gen.Int[-1, 9], Gen.UInt, _text.Array[0, 3].Null()).Sample(
            (text, model, details, time, status, number, inputs) =>
            {
                var receipt = new JobSubmissionReceipt
                {
                    JobIdentifier = text, Model = model, AccessKey = text, TotalInputs = number,
                    InputByteAmount = number,
                    SubmittedAt = time, Status = (JobStatus)status, Details = details,
                    JobInputs = inputs is null ? null : new() { Identifier = { inputs } },
                };

                var json = AssertComplete(Job.From(receipt));

                Assert.Equal(text, json.GetProperty("job_identifier").GetString());
                AssertModel(model, json);
                Assert.Equal(inputs, Strings(json.GetProperty("job_inputs")));
            });

    [Fact]
    public void Any_details_are_a_job_with_all_keys() =>
        Gen.Select(_text, _text, _model, _time, Gen.UInt, _text.Array[0, 3]).Sample(
            (identifier, status, model, time, number, inputs) =>
            {
                var details = new JobDetails
                {
                    JobIdentifier =
                        identifier, Status = status, Model = model, CreatedAt = time, Total = number,
                        ElapsedTime = number,
                };
                details.JobInputs.AddRange(
                    inputs.Select(input => new JobDetails.Types.JobInputs { Identifier = input }));

                var json = AssertComplete(Job.From(details));

                Assert.Equal(identifier, json.GetProperty("job_identifier").GetString());
                Assert.Equal(status, json.GetProperty("status").GetString());
                Assert.Equal(number, json.GetProperty("total").GetUInt32());
                AssertModel(model, json);
                Assert.Equal(inputs, Strings(json.GetProperty("job_inputs")));
            });

    private static JsonElement AssertComplete(Job job)
    {
        var json = JsonDocument.Parse(job.ToString()).RootElement;
        string[] names = [.. json.EnumerateObject().Select(property => property.Name)];
        Assert.Equal(_keys, names[.._keys.Length]);
        Assert.Equal(_extras.Intersect(names), names[_keys.Length..]);
        return json;
    }

    private static void AssertModel(ModelIdentifier? expected, JsonElement json)
    {
        var model = json.GetProperty("model");
        if (expected is null)
        {
            Assert.Equal(JsonValueKind.Null, model.ValueKind);
            return;
        }

        Assert.Equal(["identifier", "version", "name"], model.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            (expected.Identifier, expected.Version, expected.Name.Length == 0 ? null : expected.Name),
            (model.GetProperty("identifier").GetString(), model.GetProperty("version").GetString(), model.GetProperty("name").GetString()));
    }

    private static string?[]? Strings(JsonElement array) =>
        array.ValueKind == JsonValueKind.Null ? null : [.. array.EnumerateArray().Select(item => item.GetString())];
}
