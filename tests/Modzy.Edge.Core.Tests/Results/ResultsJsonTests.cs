using Google.Protobuf.WellKnownTypes;
using Modzy.Edge.Wire.Common;
using WireResults = Modzy.Edge.Wire.Results.Results;

namespace Modzy.Edge.Core.Tests.Results;

/// <summary>The results JSON to the letter.</summary>
public sealed class ResultsJsonTests
{
    private static readonly Timestamp _time = new() { Seconds = 1_714_564_800, Nanos = 250_000_000 };

    [Fact]
    public void Full_results()
    {
        var wire = new WireResults
        {
            JobIdentifier = "job", AccountIdentifier = "account", Team = new() { Identifier = "team" },
            Total = 3, Completed = 2, Failed = 1, Finished = true, SubmittedByKey = "key", Explained = true, SubmittedAt = _time,
            InitialQueueTime = 1, TotalQueueTime = 2, AverageModelLatency = 0.1, TotalModelLatency = 1e300,
            ElapsedTime = 3,
            StartingResultSummarizing = _time, ResultSummarizing = 4, InputSize = uint.MaxValue,
        };
        wire.Results_.Add("front", new WireResults.Types.InputResult
        {
            Status = "SUCCESSFUL", Engine = "engine-1", InputFetching = 5, OutputUploading = 6, ModelLatency = 2.5, QueueTime = 7,
            StartTime = _time, UpdateTime = _time, EndTime = _time,
            Results = new Struct { Fields = { ["data"] = Value.ForString("x") } },
            Voting = new() { Up = 8, Down = 9 },
        });
        wire.Results_.Add("", new WireResults.Types.InputResult());
        wire.Failures.Add("back", Any.Pack(new Error { Message = "Out of film.", ReportErrorUrl = "u", Status = "INTERNAL", StatusCode = 500 }));

        var results = JobResults.From(wire);

        Assert.Equal(
            """
            {"job_identifier":"job","account_identifier":"account","team":{"identifier":"team"},"total":3,"completed":2,"failed":1,
            "finished":true,"submitted_by_key":"key","explained":true,"submitted_at":"2024-05-01T12:00:00.250Z",
            "initial_queue_time":1,"total_queue_time":2,"average_model_latency":0.1,"total_model_latency":1E+300,"elapsed_time":3,
            "starting_result_summarizing":"2024-05-01T12:00:00.250Z","result_summarizing":4,"input_size":4294967295,
            "results":{"front":{"status":"SUCCESSFUL","engine":"engine-1","input_fetching":5,"output_uploading":6,
            "model_latency":2.5,"queue_time":7,"start_time":"2024-05-01T12:00:00.250Z","update_time":"2024-05-01T12:00:00.250Z",
            "end_time":"2024-05-01T12:00:00.250Z","results.json":{"data":"x"},"voting":{"up":8,"down":9}},
            "":{"status":"","engine":null,"input_fetching":0,"output_uploading":0,"model_latency":0,"queue_time":0,
            "start_time":null,"update_time":null,"end_time":null,"results.json":null,"voting":null}},
            "failures":{"back":{"message":"Out of film.","report_error_url":"u","status":"INTERNAL","status_code":500}}}
            """.ReplaceLineEndings(""),
            results.ToString());
        AssertProperties(results);
    }

    [Fact]
    public void Results_that_say_nothing() => Assert.Equal(
        """
        {"job_identifier":"","account_identifier":null,"team":null,"total":0,"completed":0,"failed":0,"finished":false,
        "submitted_by_key":null,"explained":false,"submitted_at":null,"initial_queue_time":0,"total_queue_time":0,
        "average_model_latency":0,"total_model_latency":0,"elapsed_time":0,"starting_result_summarizing":null,
        "result_summarizing":0,"input_size":0,"results":{},"failures":{}}
        """.ReplaceLineEndings(""),
        JobResults.From(new WireResults()).ToString());

    private static void AssertProperties(JobResults results)
    {
        Assert.Equal(("job", 3L, 2L, 1L, true, true), (results.JobIdentifier, results.Total, results.Completed, results.Failed, results.Finished, results.Explained));
        Assert.Equal(_time.ToDateTimeOffset(), results.SubmittedAt);
        var front = results.Results["front"];
        Assert.Equal(("SUCCESSFUL", "engine-1", 2.5), (front.Status, front.Engine, front.ModelLatency));
        Assert.Equal((_time.ToDateTimeOffset(), _time.ToDateTimeOffset()), (front.StartTime, front.EndTime));
        Assert.Equal("""{"data":"x"}""", front.Json?.GetRawText());
        Assert.Null(results.Results[""].Json);
        Assert.Equal("Out of film.", results.Failures["back"].Message);
    }
}
