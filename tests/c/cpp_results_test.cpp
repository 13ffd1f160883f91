// modzy_edge.hpp where functions return edge::result: compiled without exceptions and without types at run time, and
// with both; cpp_throwing.cpp is a part of the same program where they throw.
#include <modzy_edge.hpp>

#include "check.h"

namespace edge = modzy::edge;
using namespace std::chrono_literals;

static_assert(!MODZY_EDGE_EXCEPTIONS);
static_assert(std::is_same_v<edge::outcome<int>, edge::result<int>>);

static const edge::model inspector{"inspector", "1.0.0"}, sleeper{"sleeper", "1.0.0"};

// Of "some bytes".
static const char digest[] = "0d22cdcc10e6d049dbe1af5123d50873fdfc1a4f58306e58cb6241be9472014d";

bool throws_where_others_return();

static void results()
{
    CASE("results");
    edge::result<std::string> value(std::string("text"));
    const edge::result<std::string> failure(edge::error(EDGE_NOT_FOUND, "not there"));

    CHECK(value && value.has_value() && value->size() == 4 && *value == "text" && value.value() == "text");
    CHECK_NUMBER(value.code(), EDGE_OK);
    CHECK_TEXT(value.error().what(), "OK");
    CHECK(std::move(value).value() == "text" && failure.value_or("other") == "other");
    CHECK(!failure && failure.code() == EDGE_NOT_FOUND);
    CHECK_TEXT(failure.error().what(), "not there");
    CHECK(edge::result<void>().has_value() && !edge::result<void>(edge::error(EDGE_ABORTED, "gone")));
    CHECK(edge::result<bool>(false) && !*edge::result<bool>(false));
}

static void refusals(const edge::client &client)
{
    CASE("what is refused");
    const edge::result<std::string> nul = client.jobs_get(std::string("a\0b", 3));

    CHECK_NUMBER(nul.code(), EDGE_INVALID_ARGUMENT);
    CHECK_CONTAINS(nul.error().what(), "NUL character at position 1");
    CHECK_NUMBER(client.jobs_get_start(std::string("a\0b", 3)).code(), EDGE_INVALID_ARGUMENT);
    CHECK_NUMBER(edge::client::create(std::string("a\0b", 3)).code(), EDGE_INVALID_ARGUMENT);
    CHECK_TEXT(edge::client::create("localhost", 0).error().parameter().c_str(), "port");
    CHECK_NUMBER(edge::client().jobs_get("job").code(), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge::stream().receive().code(), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge::call().wait().code(), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge::queue().take().code(), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(edge::log::create(nullptr).code(), EDGE_INVALID_ARGUMENT);
    CHECK_NUMBER(client.jobs_get("no-such-job").code(), EDGE_NOT_FOUND);
    CHECK_NUMBER(edge::json("{}").string("/a").code(), EDGE_NOT_FOUND);
    CHECK(throws_where_others_return());
    CHECK_NUMBER(edge::json("{\"a\":{\"b\":1}}").at("/a")->integer("/b").value_or(0), 1);
}

static void jobs(const edge::client &client)
{
    CASE("jobs");
    const edge::result<std::string> job = client.jobs_submit_embedded(inspector, {{"job", {{"input.txt", "some bytes"}}}});
    const std::string id = edge::member(job.value_or(""), "job_identifier");

    CHECK_TEXT(edge::member(client.jobs_wait(id).value_or(""), "status").c_str(), "COMPLETE");
    CHECK_CONTAINS(client.jobs_get_results(id).value_or("").c_str(), digest);
    edge::result<edge::bytes> output = client.jobs_get_output(id, "job", "results.json");

    CHECK(output && output->text().find(digest) != std::string_view::npos);
    CHECK(client.jobs_vote(id, "job", EDGE_VOTE_UP).has_value());
    CHECK_NUMBER(client.jobs_get_vote(id, "job").value_or(EDGE_VOTE_NONE), EDGE_VOTE_UP);
    CHECK(client.ping().value_or(0us) > 0us);
    const edge::result<std::string> sleeping = client.jobs_submit_text(sleeper, {{"job", {{"input.txt", "3600s"}}}});
    const std::string long_id = edge::member(sleeping.value_or(""), "job_identifier");
    const edge::result<std::string> waited = client.jobs_wait(long_id, {0s});

    CHECK_NUMBER(waited.code(), EDGE_DEADLINE_EXCEEDED);
    CHECK_TEXT(edge::member(waited.error().last_json(), "job_identifier").c_str(), long_id.c_str());
    CHECK(client.jobs_cancel(long_id).has_value());
}

static void calls(const edge::client &client)
{
    CASE("calls");
    edge::result<edge::queue> queue = edge::queue::create();
    std::vector<edge::call> calls;

    for (int i = 0; i < 3; i++) {
        edge::result<edge::call> call = client.jobs_run_start(inspector, {{"job", {{"input.txt", "some bytes"}}}});

        if (CHECK(call.has_value()))
            calls.push_back(*std::move(call));
        CHECK(queue->add(calls.back(), i).has_value());
    }
    for (std::size_t i = 0; i < calls.size(); i++) {
        const edge::result<std::optional<edge::completion>> done = queue->take(30s);

        if (CHECK(done && *done))
            CHECK_CONTAINS(calls.at((*done)->id()).take_json().value_or("").c_str(), digest);
    }
    const edge::result<std::optional<edge::completion>> none = queue->take(0s);

    CHECK(none && !*none);
    CHECK_NUMBER(calls[0].take_json().code(), EDGE_FAILED_PRECONDITION);
}

static void streams(const edge::client &client)
{
    CASE("streams");
    edge::result<edge::stream> stream = client.stream_open();

    if (!CHECK(stream.has_value()))
        return;
    CHECK(stream->send({inspector, {edge::inference_input::text("text", "some bytes")}}).has_value());
    const edge::result<std::optional<std::string>> first = stream->receive(30s);

    CHECK(first && *first && (*first)->find(digest) != std::string::npos);
    CHECK(stream->half_close().has_value());
    const edge::result<std::optional<std::string>> last = stream->receive(30s);

    CHECK(last && !*last);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "modzy_edge.hpp without exceptions");
    results();
    {
        edge::result<edge::log> log = edge::log::create([](edge_log_level, std::string_view) {});
        edge::result<edge::client> client = edge::client::create("127.0.0.1", static_cast<std::uint32_t>(std::atoi(argv[1])));

        CHECK(log.has_value());
        if (CHECK(client.has_value()) && CHECK(client->wait_ready(30s).has_value())) {
            refusals(*client);
            jobs(*client);
            calls(*client);
            streams(*client);
        }
    }
    CASE("what is left");
    const std::string diagnostics = edge::diagnostics().value_or("");

    for (const char *nothing : {"\"open_clients\":0", "\"open_calls\":0", "\"open_streams\":0", "\"open_errors\":0"})
        CHECK_CONTAINS(diagnostics.c_str(), nothing);
    return check_end();
}
