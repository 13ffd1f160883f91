using Google.Protobuf.WellKnownTypes;
using WireResult = Modzy.Edge.Wire.Results.Result;

namespace Modzy.Edge.Core.Tests.Results;

/// <summary>The JSON of one result to the letter.</summary>
public sealed class ResultJsonTests
{
    private const uint Time = 1_714_564_800;

    [Fact]
    public void A_full_result()
    {
        var wire = new WireResult
        {
            Job = new()
            {
                Identifier = "job", CreatedAt = Time, UpdatedAt = Time + 1, Model = new() { Identifier = "m", Version = "1.0.0" },
                User = new() { Identifier = "u", Email = "e", Name = "n" }, SubmittedBy = "key", Team = new() { Identifier = "t" },
                Account = new() { Identifier = "a" }, Tags = { "x" }, TotalInputCount = 3, CompletedInputCount = 2,
                FailedInputCount = 1, SubmittedAt = Time + 2, InitialQueueTime = 4, TotalQueueTime = 5,
                AverageModelLatency = 0.1, ResultSummaryStartedAt = Time + 3, InputSize = 6, Finished = true,
                ElapsedTime = 7,
                ResultSummarizingTime = 8,
            },
            InputName = "item", StartTime = 1, UpdateTime = uint.MaxValue, EndTime = Time, Explained = true, Engine = "engine-1",
            QueueTime = 9, InputFetchingTime = 10, OutputUploadingTime = uint.MaxValue, ModelLatency = 2.5,
            InputCompletedTime = Time + 4, AccessKey = "key", InputSize = 11, UseLegacyDatasourceJson = true,
            Result_ = new Struct { Fields = { ["data"] = Value.ForString("x") } }, Voting = new() { Up = 1 },
        };

        var result = JobResult.From(wire);

        Assert.Equal(
            """
            {"job":{"identifier":"job","created_at":"2024-05-01T12:00:00Z","updated_at":"2024-05-01T12:00:01Z",
            "model":{"identifier":"m","version":"1.0.0","name":null},"user":{"identifier":"u","email":"e","name":"n"},
            "submitted_by":"key","team":{"identifier":"t"},"account":{"identifier":"a"},"tags":["x"],"total_input_count":3,
            "completed_input_count":2,"failed_input_count":1,"submitted_at":"2024-05-01T12:00:02Z","initial_queue_time":4,
            "total_queue_time":5,"average_model_latency":0.1,"result_summary_started_at":"2024-05-01T12:00:03Z",
            "input_size":6,"finished":true,"elapsed_time":7,"result_summarizing_time":8},
            "input_name":"item","start_time":"1970-01-01T00:00:01Z","update_time":"2106-02-07T06:28:15Z",
            "end_time":"2024-05-01T12:00:00Z","explained":true,"engine":"engine-1","queue_time":9,"input_fetching_time":10,
            "output_uploading_time":4294967295,"model_latency":2.5,"input_completed_time":"2024-05-01T12:00:04Z",
            "access_key":"key","input_size":11,"use_legacy_datasource_json":true,"result":{"data":"x"},
            "voting":{"up":1,"down":0}}
            """.ReplaceLineEndings(""),
            result.ToString());
        Assert.Equal(("item", "engine-1", 2.5), (result.InputName, result.Engine, result.ModelLatency));
    }

    [Fact]
    public void A_result_that_says_nothing() => Assert.Equal(
        """
        {"job":{"identifier":"","created_at":null,"updated_at":null,"model":null,"user":null,"submitted_by":null,"team":null,
        "account":null,"tags":[],"total_input_count":0,"completed_input_count":0,"failed_input_count":0,"submitted_at":null,
        "initial_queue_time":0,"total_queue_time":0,"average_model_latency":0,"result_summary_started_at":null,"input_size":0,
        "finished":false,"elapsed_time":0,"result_summarizing_time":0},
        "input_name":"","start_time":null,"update_time":null,"end_time":null,"explained":false,"engine":null,"queue_time":0,
        "input_fetching_time":0,"output_uploading_time":0,"model_latency":0,"input_completed_time":null,"access_key":null,
        "input_size":0,"use_legacy_datasource_json":false,"result":null,"voting":null}
        """.ReplaceLineEndings(""),
        JobResult.From(new WireResult { Job = new() }).ToString());

    [Fact]
    public void Latencies_that_are_no_numbers_are_null()
    {
        var wire = new WireResult
        {
            Job = new() { AverageModelLatency = double.NaN }, ModelLatency = double.NegativeInfinity,
        };

        string json = JobResult.From(wire).ToString();

        Assert.Contains("\"average_model_latency\":null,", json, StringComparison.Ordinal);
        Assert.Contains("\"model_latency\":null,", json, StringComparison.Ordinal);
    }
}
