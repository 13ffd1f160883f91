// modzy_edge.hpp against an emulator: each kind of call, blocking and started.
#include <modzy_edge.hpp>
#include <modzy_edge.hpp>

#include "check.h"

#include <array>
#include <cstring>
#include <poll.h>

#if __cplusplus >= 202002L
#include <span>
#endif

namespace edge = modzy::edge;
using namespace std::chrono_literals;

static const edge::model inspector{"inspector", "1.0.0"}, sleeper{"sleeper", "1.0.0"};

// Of "some bytes".
static const char digest[] = "0d22cdcc10e6d049dbe1af5123d50873fdfc1a4f58306e58cb6241be9472014d";

static std::size_t count(const std::string &text, const std::string &part)
{
    std::size_t found = 0;

    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        found++;
    return found;
}

// The same bytes, from everything that holds bytes.
static void containers(const edge::client &client)
{
    CASE("containers");
    const std::string text = "some bytes";
    const std::string_view view = text;
    const std::vector<char> chars(text.begin(), text.end());
    const std::vector<unsigned char> numbers(text.begin(), text.end());
    std::vector<std::byte> bytes(text.size());
    std::array<char, 10> array{};

    std::memcpy(bytes.data(), text.data(), text.size());
    std::memcpy(array.data(), text.data(), text.size());
    std::vector<edge::input> inputs = {{"1", "some bytes"}, {"2", text}, {"3", view}, {"4", chars}, {"5", numbers},
                                       {"6", bytes}, {"7", array}, {"8", {text.data(), text.size()}}, {"9", {}}};
#if __cplusplus >= 202002L
    inputs.push_back({"10", std::span<const std::byte>(bytes)});
#else
    inputs.push_back({"10", bytes});
#endif
    const std::string job = client.jobs_submit_embedded(inspector, {{"one", inputs}, {"two", {{"text", text}}}}, {true});
    const std::string id = edge::member(job, "job_identifier");

    client.jobs_wait(id, {30s, 5ms});
    const std::string results = client.jobs_get_results(id);

    CHECK_NUMBER(count(results, digest), 10);
    CHECK_NUMBER(count(results, "\"size\":0,"), 1);
}

static void jobs(const edge::client &client)
{
    CASE("jobs");
    const edge::call_options options{20s};
    const std::string job = client.jobs_submit_text(inspector, {{"job", {{"input.txt", "some bytes"}}}}, {false, 20s, 60s});
    const std::string id = edge::member(job, "job_identifier");

    CHECK_TEXT(edge::member(client.jobs_wait(id), "status").c_str(), "COMPLETE");
    CHECK_TEXT(edge::member(client.jobs_get(id, options), "job_identifier").c_str(), id.c_str());
    CHECK_CONTAINS(client.jobs_get_result(id, "job").c_str(), id.c_str());
    CHECK_CONTAINS(std::string(client.jobs_get_output(id, "job", "results.json").text()).c_str(), digest);
    client.jobs_vote(id, "job", EDGE_VOTE_UP);
    CHECK_NUMBER(client.jobs_get_vote(id, "job"), EDGE_VOTE_UP);
    CHECK_CONTAINS(client.jobs_list({{}, {}, "COMPLETE", "inspector"}).c_str(), id.c_str());
    CHECK_CONTAINS(client.jobs_list({{}, {}, "FAILED"}).c_str(), "\"total_count\":0");
    CHECK_CONTAINS(client.jobs_list_history().c_str(), id.c_str());
    CHECK_CONTAINS(client.jobs_get_history(id).c_str(), id.c_str());
    CHECK_CONTAINS(client.jobs_get_features().c_str(), "\"1M\"");
    CHECK_CONTAINS(client.jobs_list_statistics().c_str(), "\"emulator\"");
    CHECK_CONTAINS(client.jobs_get_statistics("emulator").c_str(), "\"jobs_count\":");
    const std::string open = edge::member(client.jobs_open(inspector), "job_identifier");

    client.jobs_append(open, "job", "data", "some ");
    client.jobs_append(open, "job", "data", "bytes");
    client.jobs_close(open);
    client.jobs_wait(open);
    CHECK_CONTAINS(client.jobs_get_results(open).c_str(), digest);
    const std::string canceled = edge::member(client.jobs_open(inspector), "job_identifier");

    CHECK_CONTAINS(client.jobs_cancel(canceled).c_str(), canceled.c_str());
    CHECK_CONTAINS(client.jobs_cancel_all().c_str(), "\"jobs\":[");
    CHECK_CONTAINS(client.jobs_submit_files(inspector, {{"job", "self", "/proc/self/exe"}}).c_str(), "\"total\":1");
}

static void object_storage(const edge::client &client)
{
    CASE("object storage");
    const std::vector<edge::object_source> sources = {{"job", {{"input.txt", "bucket", "path"}}}};
    const edge::azure_access azure{"account", "key"};

    for (const edge::s3_access &s3 : {edge::s3_access{"id", "secret", "us-east-1", ""},
                                      edge::s3_access{"id", "secret", "", "http://minio.example"}}) {
        client.jobs_submit_s3(inspector, sources, s3);
        CHECK_CONTAINS(client.inferences_perform({inspector, {edge::inference_input::s3("a", "bucket", "path", s3)}}).c_str(),
                       "\"s3\":");
    }
    client.jobs_submit_azure(inspector, sources, azure);
    CHECK_CONTAINS(client.inferences_run({inspector, {edge::inference_input::azure("a", "box", "path", azure)}}).c_str(),
                   "\"status\":\"FAILED\"");
}

static void inferences(const edge::client &client)
{
    CASE("inferences");
    const edge::inference_request request{
        inspector, {edge::inference_input::text("text", "some bytes"), edge::inference_input::bytes("bytes", "x")},
        {{"camera", "\"door\"\t\xe2\x82\xac \xf0\x9f\x93\xb7"}}, true};
    const std::string done = client.inferences_run(request, {20s});
    const std::string id = edge::member(done, "identifier");
    const edge::output output = client.inferences_get_output(id, "results.json");

    CHECK_TEXT(edge::json(done).string("/tags/camera").c_str(), "\"door\"\t\xe2\x82\xac \xf0\x9f\x93\xb7");
    CHECK_TEXT(output.content_type.c_str(), "application/json");
    CHECK_CONTAINS(std::string(output.data.text()).c_str(), digest);
    CHECK_NUMBER(output.data.end() - output.data.begin(), output.data.size());
    CHECK_CONTAINS(client.inferences_get(id).c_str(), id.c_str());
    CHECK_CONTAINS(client.inferences_wait(id).c_str(), "\"COMPLETE\"");
}

// What is started keeps its keys and texts, whatever becomes of the variables that they came from.
static edge::call start(const edge::client &client, std::string_view data)
{
    std::string key = "a key that is too long for the small string optimisation", name = "inspector";
    std::vector<edge::source> sources = {{key, {{key, data}}}};
    edge::call call = client.jobs_submit_embedded_start({name, "1.0.0"}, sources);

    key.assign(key.size(), 'x');
    name.assign(name.size(), 'x');
    sources.clear();
    return call;
}

static void calls(const edge::client &client)
{
    CASE("calls");
    const std::string data = "some bytes";
    edge::call call = start(client, data);
    pollfd polled{call.fd(), POLLIN, 0};

    CHECK_NUMBER(poll(&polled, 1, 30000), 1);
    CHECK(call.done() && call.wait() && call.status() == EDGE_OK && !call.failure());
    const std::string job = call.take_json(), id = edge::member(job, "job_identifier");

    CHECK_CONTAINS(job.c_str(), "a key that is too long for the small string optimisation");
    call = client.jobs_wait_start(id); // the one before is freed
    CHECK(call.wait(30s));
    CHECK_CONTAINS(call.take_json().c_str(), "\"COMPLETE\"");
    call = client.jobs_get_output_start(id, "a key that is too long for the small string optimisation", "results.json");
    CHECK(call.wait(30s));
    CHECK_CONTAINS(std::string(call.take_output().data.text()).c_str(), digest);
    call = client.jobs_submit_files_start(inspector, {{"job", "self", "/proc/self/exe"}});
    CHECK(call.wait(30s));
    CHECK(call.progress().sent_bytes > 0 && call.progress().sent_bytes == call.progress().total_bytes);
    call = client.jobs_vote_start(id, "no such input", EDGE_VOTE_UP);
    CHECK(call.wait(30s));
    CHECK_NUMBER(call.status(), EDGE_NOT_FOUND);
    CHECK_NUMBER(call.failure()->code(), EDGE_NOT_FOUND);

    CASE("a call that is cancelled");
    call = client.jobs_submit_text_start(sleeper, {{"job", {{"input.txt", "3600s"}}}});
    call.wait();
    edge::call waiting = client.jobs_wait_start(edge::member(call.take_json(), "job_identifier"), {edge::no_timeout});

    CHECK(!waiting.wait(20ms) && !waiting.done());
    CHECK_NUMBER(waiting.status(), EDGE_FAILED_PRECONDITION);
    waiting.cancel();
    CHECK(waiting.wait(30s));
    CHECK_NUMBER(waiting.status(), EDGE_CANCELLED);
}

static void streams(const edge::client &client)
{
    CASE("streams");
    edge::stream stream = client.stream_open();

    stream.send({inspector, {edge::inference_input::text("text", "some bytes")}, {{"number", "1"}}});
    CHECK_TEXT(edge::json(stream.receive(30s).value_or("")).string("/tags/number").c_str(), "1");
    edge::call received = stream.receive_start();
    edge::call sent = stream.send_start({inspector, {edge::inference_input::bytes("bytes", "x")}, {{"number", "2"}}});

    CHECK(sent.wait(30s) && received.wait(30s));
    sent.check();
    CHECK_TEXT(edge::json(received.take_json()).string("/tags/number").c_str(), "2");
    CHECK_NUMBER(stream.offer({inspector, {edge::inference_input::bytes("bytes", "x")}, {{"number", "3"}}}), 0);
    CHECK_TEXT(edge::json(stream.receive(30s).value_or("")).string("/tags/number").c_str(), "3");
    stream.half_close();
    CHECK(!stream.receive());
    edge::call opening = client.stream_open_start();

    CHECK(opening.wait(30s));
    stream = opening.take_stream();
    edge::call closing = stream.half_close_start();

    CHECK(closing.wait(30s));
    closing.check();
    CHECK(!stream.receive(30s));
    stream.cancel();
}

// Three pieces of "some bytes", with what does not belong to it between them, in every way to write them.
static void pieces(const edge::client &client)
{
    CASE("pieces");
    const std::string text = "some##by##tes";
    const std::string_view parts[] = {{text.data(), 4}, {" ", 1}, {text.data() + 6, 2}, {text.data() + 10, 3}};
    const std::vector<std::string> owners(std::begin(parts), std::end(parts));
    const edge::pieces in_array(parts), in_owners(owners), none;
    std::vector<edge::input> inputs = {{"1", in_array}, {"2", in_owners}, {"3", edge::pieces({owners[0], " ", owners[2], parts[3]})},
                                       {"4", edge::pieces({{text.data(), 4}, " by", parts[3]})}, {"5", none}};
#if __cplusplus >= 202002L
    const std::vector<std::span<const char>> spans(std::begin(parts), std::end(parts));

    inputs.push_back({"6", edge::pieces(std::span<const std::span<const char>>(spans))});
#else
    inputs.push_back({"6", in_array});
#endif
    CHECK_NUMBER(in_array.count(), 4);
    CHECK_NUMBER(in_array.size(), 10);
    CHECK_NUMBER(inputs[0].data.size(), 10);
    const std::string results = client.jobs_run(inspector, {{"job", inputs}});

    CHECK_NUMBER(count(results, digest), 5);
    CHECK_NUMBER(count(results, "\"size\":0,"), 1);
    edge::call calls[] = {client.jobs_run_start(inspector, {{"job", {{"a", in_array}, {"b", edge::pieces({owners[0], parts[1], "bytes"})}}}}),
                          client.inferences_run_start({inspector, {edge::inference_input::bytes("a", in_array),
                                                                   edge::inference_input::text("b", edge::pieces(owners))}})};
    CHECK(calls[0].wait(30s) && calls[1].wait(30s));
    CHECK_NUMBER(count(calls[0].take_json(), digest), 2);
    CHECK_NUMBER(count(calls[1].take_json(), digest), 2);
    const std::string open = edge::member(client.jobs_open(inspector), "job_identifier");

    client.jobs_append(open, "job", "data", in_array);
    client.jobs_close(open);
    client.jobs_wait(open);
    CHECK_CONTAINS(client.jobs_get_results(open).c_str(), digest);
}

static void whole_jobs(const edge::client &client)
{
    CASE("whole jobs");
    edge::submit_options options;

    options.wait = {20s, 5ms, 10ms};
    CHECK_CONTAINS(client.jobs_run(inspector, {{"job", {{"input.txt", "some bytes"}}}}, options).c_str(), digest);
    edge::call call = client.jobs_run_start(inspector, {{"a", {{"input.txt", "x"}}}, {"b", {{"input.txt", "y"}}}});

    CHECK(call.wait(30s));
    CHECK_NUMBER(call.progress().completed, 2);
    CHECK_NUMBER(call.progress().total, 2);
    const std::string job = client.jobs_submit_bytes(inspector, "input.txt", "some bytes");

    client.jobs_wait(edge::member(job, "job_identifier"));
    CHECK_CONTAINS(client.jobs_get_result(edge::member(job, "job_identifier"), EDGE_SINGLE_SOURCE).c_str(), digest);
    call = client.jobs_submit_bytes_start(inspector, "input.txt", edge::pieces({"some ", "bytes"}));
    CHECK(call.wait(30s));
    CHECK_CONTAINS(call.take_json().c_str(), "\"total\":1");
    CHECK(client.ping().count() > 0);
    CHECK(client.stats().find("\"calls_in_flight\":0") != std::string::npos);
    call = client.ping_start();
    CHECK(call.wait(30s));
    CHECK_CONTAINS(call.take_json().c_str(), "{\"round_trip_us\":");
}

static std::string key_of(const edge::client &client, const edge::submit_options &options = {})
{
    return edge::member(client.jobs_submit_text(inspector, {{"job", {{"input.txt", "some bytes"}}}}, options), "access_key");
}

static void metadata(std::uint32_t port)
{
    CASE("metadata");
    edge::client_options options;
    edge::submit_options own;

    options.api_key = "first.secret";
    own.metadata = {{"authorization", "ApiKey third.secret"}, {"x-bytes-bin", std::string("\0\1", 2)}};
    const edge::client client("127.0.0.1", port, options);

    CHECK_TEXT(key_of(client).c_str(), "first");
    client.set_metadata({{"authorization", "ApiKey second.secret"}, {"x-tenant", "a"}, {"x-tenant", "b"}});
    CHECK_TEXT(key_of(client).c_str(), "second");
    CHECK_TEXT(key_of(client, own).c_str(), "third");
    try {
        client.jobs_wait("job", {edge::default_timeout, {}, {}, {{"te", "trailers"}}});
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        CHECK_NUMBER(e.code(), EDGE_INVALID_ARGUMENT);
    }
    try {
        client.set_metadata({{"te", "trailers"}});
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        CHECK_NUMBER(e.code(), EDGE_INVALID_ARGUMENT);
    }
}

static void waits_in_vain(const edge::client &client)
{
    CASE("waits that run out of time");
    const std::string id = edge::member(client.jobs_submit_text(sleeper, {{"job", {{"input.txt", "3600s"}}}}), "job_identifier");
    edge::submit_options options;

    try {
        client.jobs_wait(id, {0s});
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        CHECK_NUMBER(e.code(), EDGE_DEADLINE_EXCEEDED);
        CHECK_TEXT(edge::member(e.last_json(), "job_identifier").c_str(), id.c_str());
    }
    options.wait.timeout = 2s;
    try {
        client.jobs_run(sleeper, {{"job", {{"input.txt", "3600s"}}}}, options);
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        CHECK_NUMBER(e.code(), EDGE_DEADLINE_EXCEEDED);
        CHECK_CONTAINS(e.what(), "within 2000 ms");
        CHECK_TEXT(edge::member(client.jobs_cancel(e.job_identifier()), "job_identifier").c_str(), e.job_identifier().c_str());
        CHECK_TEXT(e.last_json(), "");
    }
    try {
        client.inferences_run({sleeper, {edge::inference_input::text("input.txt", "3600s")}}, {2s});
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        const edge::error copy = e;

        CHECK_NUMBER(copy.code(), EDGE_DEADLINE_EXCEEDED);
        CHECK(!edge::member(copy.last_json(), "identifier").empty());
    }
    client.jobs_cancel(id);
}

static void queues(const edge::client &client)
{
    CASE("queues");
    const edge::queue queue = edge::queue::create();
    edge::call slow = client.jobs_run_start(sleeper, {{"job", {{"input.txt", "3600s"}}}});
    edge::call fast = client.jobs_run_start(inspector, {{"job", {{"input.txt", "some bytes"}}}});
    edge::call gone = client.jobs_list_start();
    pollfd polled{queue.fd(), POLLIN, 0};

    CHECK(!queue.take(0s));
    queue.add(slow, &slow);
    queue.add(fast, 0);
    queue.add(gone);
    gone = edge::call();
    CHECK_NUMBER(poll(&polled, 1, 30000), 1);
    std::optional<edge::completion> done = queue.take();

    CHECK(done && done->call == fast.get() && done->id() == 0);
    CHECK_CONTAINS(fast.take_json().c_str(), digest);
    CHECK(!queue.take(0s));
    slow.cancel();
    done = queue.take(30s);
    CHECK(done && done->as<edge::call>() == &slow);
    CHECK_NUMBER(slow.status(), EDGE_CANCELLED);
    try {
        queue.add(slow, 2);
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        CHECK_NUMBER(e.code(), EDGE_FAILED_PRECONDITION);
    }
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "modzy_edge.hpp");
    try {
        edge::client client("127.0.0.1", static_cast<std::uint32_t>(std::atoi(argv[1])));

        client.wait_ready(30s);
        containers(client);
        jobs(client);
        object_storage(client);
        inferences(client);
        calls(client);
        streams(client);
        pieces(client);
        whole_jobs(client);
        metadata(static_cast<std::uint32_t>(std::atoi(argv[1])));
        waits_in_vain(client);
        queues(client);
    } catch (const std::exception &e) {
        check_failed(__FILE__, __LINE__, "threw: %s", e.what());
    }
    CASE("what is left");
    for (const char *nothing : {"\"open_clients\":0", "\"open_calls\":0", "\"open_streams\":0", "\"open_errors\":0"})
        CHECK_CONTAINS(edge::diagnostics().c_str(), nothing);
    return check_end();
}
