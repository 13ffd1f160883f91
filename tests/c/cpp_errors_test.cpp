// What modzy_edge.hpp throws, and what it does not; owners that are moved; escapes in JSON; logging.
#include <modzy_edge.hpp>

#include "check.h"

#include <atomic>
#include <thread>

namespace edge = modzy::edge;
using namespace std::chrono_literals;

static_assert(!std::is_copy_constructible_v<edge::client> && std::is_nothrow_move_constructible_v<edge::client>);
static_assert(!std::is_copy_constructible_v<edge::call> && std::is_nothrow_move_assignable_v<edge::call>);
static_assert(!std::is_copy_constructible_v<edge::stream> && std::is_nothrow_move_assignable_v<edge::stream>);
static_assert(!std::is_copy_constructible_v<edge::queue> && std::is_nothrow_move_assignable_v<edge::queue>);
static_assert(!std::is_copy_constructible_v<edge::log> && std::is_nothrow_move_assignable_v<edge::log>);
static_assert(std::is_nothrow_copy_constructible_v<edge::error>); // as exceptions must be

// The error that something throws.
template <class Function> static edge::error thrown_by(Function function)
{
    try {
        function();
    } catch (const edge::error &e) {
        return e;
    }
    check_failed(__FILE__, __LINE__, "nothing was thrown");
    return edge::error(EDGE_OK, nullptr);
}

static void errors(const edge::client &client)
{
    CASE("errors");
    const edge::error wrong = thrown_by([&] { client.jobs_submit_embedded({"m", "1.0.0"}, {{"a", {{"k", ""}}}, {"a", {{"k", ""}}}}); });

    CHECK_NUMBER(wrong.code(), EDGE_INVALID_ARGUMENT);
    CHECK_TEXT(wrong.status(), "INVALID_ARGUMENT");
    CHECK_TEXT(wrong.what(), "sources[1].key is \"a\", as is sources[0].key; each input item of the job needs a key of its own.");
    CHECK_TEXT(edge::member(wrong.detail_json(), "message").c_str(), wrong.what());
    CHECK_TEXT(wrong.parameter().c_str(), "sources[1].key");
    CHECK(!wrong.retriable() && wrong.method().empty() && wrong.endpoint().empty());

    const edge::error away = thrown_by([&] { client.jobs_get("job", {5s}); });
    const edge::error copy = away;

    CHECK_NUMBER(copy.code(), EDGE_UNAVAILABLE);
    CHECK(copy.retriable() && copy.parameter().empty() && copy.server_message().empty());
    CHECK_TEXT(copy.method().c_str(), "/jobs.v1.JobService/GetJob");
    CHECK_TEXT(copy.endpoint().c_str(), "127.0.0.1:1");
    CHECK_TEXT(copy.sent().c_str(), "none");
    CHECK_TEXT(wrong.sent().c_str(), "");
    CHECK(copy.what() == away.what());
    CHECK_TEXT(edge::error(EDGE_OUT_OF_MEMORY, nullptr).what(), "OUT_OF_MEMORY");
    CHECK_NUMBER(thrown_by([] { edge::client("http://localhost"); }).code(), EDGE_INVALID_ARGUMENT);
    CHECK_TEXT(thrown_by([] { edge::client("localhost", 0); }).parameter().c_str(), "port");
    try {
        client.jobs_get(std::string("a\0b", 3));
        check_failed(__FILE__, __LINE__, "a NUL in a string was let pass");
    } catch (const edge::error &e) {
        CHECK_NUMBER(e.code(), EDGE_INVALID_ARGUMENT);
    }
}

static void options_of_a_client()
{
    CASE("options of a client");
    edge::client_options options;
    for (std::chrono::microseconds time : {-1us, 1000001us, std::chrono::microseconds::max()}) {
        options.busy_poll = time;
        CHECK_TEXT(thrown_by([&] { edge::client("127.0.0.1", 1, options); }).parameter().c_str(), "busy_poll_us");
    }
    options.busy_poll = 200us;
    options.max_long_calls = 1;
    options.deadline = 5s;
    CHECK_NUMBER(thrown_by([&] { edge::client("127.0.0.1", 1, options).jobs_get("job"); }).code(), EDGE_UNAVAILABLE);
    options.tls.emplace().ca_pem = "no certificate";
    CHECK_TEXT(thrown_by([&] { edge::client("127.0.0.1", 1, options); }).parameter().c_str(), "tls.ca_pem");
    options.tls.emplace().certificate_file = "/nonexistent";
    CHECK_TEXT(thrown_by([&] { edge::client("127.0.0.1", 1, options); }).parameter().c_str(), "tls.certificate_file");
    for (std::string edge::tls_options::*each : {&edge::tls_options::ca_file, &edge::tls_options::certificate_file,
                                                 &edge::tls_options::key_file, &edge::tls_options::key_password,
                                                 &edge::tls_options::server_name}) {
        options.tls.emplace().*each = std::string("a\0b", 3);
        const edge::error refused = thrown_by([&] { edge::client("127.0.0.1", 1, options); });
        CHECK_NUMBER(refused.code(), EDGE_INVALID_ARGUMENT);
        CHECK_CONTAINS(refused.what(), "NUL character at position 1");
    }
    options.tls.reset();
    options.proxy = "http://";
    CHECK_TEXT(thrown_by([&] { edge::client("edge.example", 1, options); }).parameter().c_str(), "proxy");
    options.proxy.reset();
    options.keepalive = 1s;
    CHECK_TEXT(thrown_by([&] { edge::client("127.0.0.1", 1, options); }).parameter().c_str(), "keepalive_ms");
    options.keepalive = 0s;
    options.retry.initial_backoff = 2s;
    options.retry.max_backoff = 1s;
    CHECK_TEXT(thrown_by([&] { edge::client("127.0.0.1", 1, options); }).parameter().c_str(), "retry.max_backoff_ms");
}

static void contexts()
{
    CASE("contexts");
    const auto failure = thrown_by([] { edge::client client = edge::client::from_context("no-such-context"); });

    CHECK_NUMBER(failure.code(), EDGE_NOT_FOUND);
    CHECK_CONTAINS(failure.what(), "There is no context \"no-such-context\"");
}

static void no_exceptions(const edge::client &client)
{
    CASE("without exceptions");
    edge::call call = client.jobs_get_start("job");

    CHECK(call.wait(30s));
    CHECK_NUMBER(call.status(), EDGE_UNAVAILABLE);
    const std::optional<edge::error> failure = call.failure();

    CHECK(failure && failure->code() == EDGE_UNAVAILABLE);
    CHECK_NUMBER(thrown_by([&] { call.take_json(); }).code(), EDGE_UNAVAILABLE);
    CHECK_NUMBER(thrown_by([&] { call.check(); }).code(), EDGE_UNAVAILABLE);
}

static void owners(edge::client first)
{
    CASE("owners");
    edge::client second = std::move(first);

    CHECK_NUMBER(thrown_by([&] { first.jobs_get("job"); }).code(), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(thrown_by([&] { second.jobs_get("job"); }).code(), EDGE_UNAVAILABLE);
    edge::call call = second.jobs_list_start();
    edge::call moved = std::move(call);

    CHECK(call.done() && call.fd() == -1 && call.status() == EDGE_INVALID_HANDLE);
    CHECK(moved.wait(30s));
    std::thread(&edge::client::close, &second).join();
    CHECK_NUMBER(thrown_by([&] { second.jobs_get("job"); }).code(), EDGE_INVALID_HANDLE);
    CHECK(edge_call_is_done(moved.get()));
}

static void values_of_json()
{
    const edge::json json(R"({"a":"x\u00e9","b":[1,2.5,true],"c":null})");

    CASE("values of JSON");
    CHECK_TEXT(json.string("/a").c_str(), "x\xc3\xa9");
    CHECK_NUMBER(json.integer("/b/0"), 1);
    CHECK(json.number("/b/1") == 2.5 && json.boolean("/b/2"));
    CHECK_NUMBER(json.count(), 3);
    CHECK_TEXT(json.key_at("", 1).c_str(), "b");
    CHECK_NUMBER(json.at("/b").count(), 3);
    try {
        json.string("/c");
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        CHECK_NUMBER(e.code(), EDGE_NOT_FOUND);
    }
}

static void members_of_json()
{
    CASE("members of JSON");
    CHECK_TEXT(edge::member(R"({"a":"x","b":"\"\\\/\b\f\n\r\t"})", "b").c_str(), "\"\\/\b\f\n\r\t");
    CHECK_TEXT(edge::member(R"({"a":"\u0041\u00e4\u20ac\ud83d\udcf7!"})", "a").c_str(),
               "A\xc3\xa4\xe2\x82\xac\xf0\x9f\x93\xb7!");
    CHECK_TEXT(edge::member(R"({"message":"\"a\":\"x\"","a":null,"b":1})", "a").c_str(), "");
    CHECK_TEXT(edge::member(R"({"b":1})", "b").c_str(), "");
    CHECK_TEXT(edge::member(R"({"user":{"status":"active"}})", "status").c_str(), "");
    CHECK_TEXT(edge::member(R"({"user":{"status":"active"}, "status" : "COMPLETE"})", "status").c_str(), "COMPLETE");
    CHECK_TEXT(edge::member(R"([{"status":"active"}])", "status").c_str(), "");
    CHECK_TEXT(edge::member(R"({"a/b~c":"x"})", "a/b~c").c_str(), "x");
    for (const char *cut : {"", "{", R"({"a":")", R"({"a":"x)", R"({"a":"\)", R"({"a":"\u)", R"({"a":"\u00)", R"({"a":"\ud83d\u)"})
        CHECK(edge::member(cut, "a").size() <= 4);
}

static void logging(const edge::client &client)
{
    CASE("logging");
    std::atomic<int> messages = 0;

    edge::log first([&](edge_log_level, std::string_view message) { messages += !message.empty(); }, EDGE_LOG_TRACE);
    edge::log second = std::move(first);

    CHECK(!first && second);
    CHECK(client.jobs_list_start().wait(30s));
    CHECK(messages > 0);
    std::atomic<int> others = 0;
    edge::log another([&](edge_log_level, std::string_view) { others++; }, EDGE_LOG_TRACE);

    second = edge::log();
    const int before = messages;

    CHECK(client.jobs_list_start().wait(30s));
    CHECK_NUMBER(messages, before);
    CHECK(others > 0);
    CHECK_NUMBER(thrown_by([] { edge::log([](edge_log_level, std::string_view) {}, -1); }).code(), EDGE_INVALID_ARGUMENT);
    CHECK_NUMBER(thrown_by([] { edge::log(nullptr); }).code(), EDGE_INVALID_ARGUMENT);
}

// What owns nothing.
struct members {
    edge::client client{};
    edge::call call{};
    edge::stream stream{};
    edge::queue queue{};
    edge::log log{};
    edge::error error{};
};

static void nothing()
{
    CASE("owners of nothing");
    members m;

    CHECK(!m.client && !m.call && !m.stream && !m.queue && !m.log);
    CHECK_NUMBER(m.error.code(), EDGE_OK);
    CHECK_TEXT(m.error.what(), "OK");
    CHECK_TEXT(m.error.last_json(), "");
    CHECK(m.error.parameter().empty() && !m.error.retriable());
    CHECK_NUMBER(thrown_by([&] { m.client.jobs_get("job"); }).code(), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(thrown_by([&] { m.stream.receive(); }).code(), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(thrown_by([&] { m.queue.take(); }).code(), EDGE_INVALID_HANDLE);
    CHECK_NUMBER(thrown_by([&] { m.call.wait(); }).code(), EDGE_INVALID_HANDLE);
    m.client = edge::client("127.0.0.1", 1);
    m.queue = edge::queue::create();
    m.call = m.client.jobs_get_start("job");
    m.queue.add(m.call, &m);
    CHECK(m.queue.take(30s)->as<members>() == &m);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "the errors and owners of modzy_edge.hpp");
    CHECK_TEXT(edge::version().c_str(), EDGE_VERSION);
    CHECK_NUMBER(edge::abi_version(), EDGE_ABI_VERSION);
    CHECK_TEXT(edge::status_name(EDGE_NOT_FOUND).c_str(), "NOT_FOUND");
    try {
        edge::client client("127.0.0.1", 1, {5s, 1s}); // where nothing listens

        errors(client);
        options_of_a_client();
        contexts();
        no_exceptions(client);
        logging(client);
        owners(edge::client("127.0.0.1", 1));
        nothing();
        members_of_json();
        values_of_json();
    } catch (const std::exception &e) {
        check_failed(__FILE__, __LINE__, "threw: %s", e.what());
    }
    CASE("what is left");
    CHECK_CONTAINS(edge::diagnostics().c_str(), "\"open_errors\":0");
    return check_end();
}
