#include <modzy_edge.hpp>

#include "check.h"

#include <array>

using namespace std::chrono_literals;

namespace edge = modzy::edge;

/* What bytes_view takes, and how much of it; and that what is gone at the end of a statement cannot be given to a
 * call that is started. REFUSED is the number of one that must not compile. */

static void arrays()
{
    CASE("arrays");
    char buffer[1000] = "text";
    unsigned char raw[7] = {};
    const unsigned char constant[7] = {};
    std::byte bytes[5] = {};
    const char without_nul[3] = {'a', 'b', 'c'};

    CHECK_NUMBER(edge::bytes_view(buffer).size(), 1000);
    CHECK_NUMBER(edge::bytes_view(raw).size(), 7);
    CHECK_NUMBER(edge::bytes_view(constant).size(), 7);
    CHECK_NUMBER(edge::bytes_view(bytes).size(), 5);
    CHECK_NUMBER(edge::bytes_view(without_nul).size(), 3);
    CHECK_NUMBER((edge::input{"image", buffer}.data.size()), 1000);
}

static void texts()
{
    CASE("texts");
    char buffer[1000] = "text";
    const char *pointer = buffer;
    const std::string string("a\0b", 3);

    CHECK_NUMBER(edge::bytes_view("some bytes").size(), 10);
    CHECK_NUMBER(edge::bytes_view("a\0b").size(), 3);
    CHECK_NUMBER(edge::bytes_view(u8"abc").size(), 3);
    CHECK_NUMBER(edge::bytes_view(pointer).size(), 4);
    CHECK_NUMBER(edge::bytes_view(&buffer[0]).size(), 4);
    CHECK_NUMBER(edge::bytes_view(std::string_view(buffer)).size(), 4);
    CHECK_NUMBER(edge::bytes_view(string).size(), 3);
}

static void containers()
{
    CASE("containers");
    CHECK_NUMBER(edge::bytes_view(std::vector<std::byte>(9)).size(), 9);
    CHECK_NUMBER(edge::bytes_view(std::array<unsigned char, 4>{}).size(), 4);
    CHECK_NUMBER(edge::bytes_view(edge::bytes_view("abc")).size(), 3);
}

template <class Function> static void unavailable(Function function)
{
    try {
        function();
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        CHECK_NUMBER(e.code(), EDGE_UNAVAILABLE);
    }
}

static void calls(const edge::client &client)
{
    CASE("what compiles");
    const edge::model model{"m", "1.0.0"};
    const std::vector<std::byte> data(9);
    char buffer[10] = {};
    const std::vector<edge::source> sources{{"a", {{"b", buffer}, {"c", data}}}};
    const std::vector<edge::inference_input> inference_inputs{edge::inference_input::bytes("k", data)};

    unavailable([&] { client.jobs_submit_embedded(model, {{"s", {{"k", std::string("a temporary")}}}}); });
    unavailable([&] { client.jobs_append("j", "s", "k", std::string("a temporary")); });
    unavailable([&] {
        client.inferences_perform({model, {edge::inference_input::bytes("k", std::string("x")),
                                           edge::inference_input::text("t", std::string("x"))}});
    });
    unavailable([&] { client.inferences_perform({model, inference_inputs}); });
    unavailable([&] { client.jobs_submit_embedded(model, sources); });
}

static void started(const edge::client &client)
{
    const edge::model model{"m", "1.0.0"};
    const std::string text("some bytes");
    char buffer[10] = {};
    const edge::input input{"b", buffer};
    const std::vector<std::string> texts{"a", "b"};
    const edge::inference_request request{model, {edge::inference_input::bytes("k", text)}};
    const std::vector<edge::source> sources{{"a", {input}}};
    edge::call calls[] = {
        client.jobs_submit_embedded_start(model, {{"s", {{"k", text}, {"l", buffer}, {"m", "literal"}}}, {"t", {{"k", text}}}}),
        client.jobs_submit_text_start(model, sources),
        client.jobs_submit_embedded_start(model, {sources[0], {"y", {input}}}),
        client.jobs_append_start("j", "s", "k", text),
        client.jobs_append_start("j", "s", "k", "literal"),
        client.jobs_append_start("j", "s", "k", {buffer, 5}),
        client.jobs_append_start("j", "s", "k", std::string_view(text)),
        client.jobs_append_start("j", "s", "k", edge::bytes_view(text)),
        client.inferences_run_start({model, {edge::inference_input::bytes("k", text), edge::inference_input::text("t", "x")}}),
        client.inferences_run_start(request),
        client.jobs_append_start("j", "s", "k", edge::pieces({text, "literal", {buffer, 5}})),
        client.jobs_append_start("j", "s", "k", edge::pieces(texts)),
        client.jobs_append_start("j", "s", "k", edge::pieces(std::vector<std::string_view>{text, "x"})),
    };

    CASE("what compiles where a call is started");
    for (edge::call &call : calls) {
        CHECK(call.wait(30s));
        CHECK_NUMBER(call.status(), EDGE_UNAVAILABLE);
    }
#if REFUSED == 1
    client.jobs_append_start("j", "s", "k", std::string("x"));
#elif REFUSED == 2
    client.jobs_submit_embedded_start(model, {{"s", {{"k", std::vector<std::byte>(10)}}}});
#elif REFUSED == 3
    client.jobs_submit_text_start(model, {{"s", {{"k", std::string("x")}}}});
#elif REFUSED == 4
    client.inferences_perform_start({model, {edge::inference_input::bytes("k", std::string("x"))}});
#elif REFUSED == 5
    client.inferences_run_start({model, {edge::inference_input::text("k", std::string("x"))}});
#elif REFUSED == 6
    edge::stream().send_start({model, {edge::inference_input::bytes("k", std::array<unsigned char, 3>{})}});
#elif REFUSED == 7
    client.jobs_submit_bytes_start(model, "k", edge::output().data);
#elif REFUSED == 8
    client.jobs_append_start("j", "s", "k", edge::pieces({std::string("x"), text}));
#endif
}

static void one_hierarchy(const edge::client &client)
{
    CASE("an argument that is wrong in C++");
    try {
        client.jobs_get(std::string("a\0b", 3));
        CHECK(!"no exception");
    } catch (const edge::error &e) {
        const edge::error copy = e;

        CHECK_NUMBER(copy.code(), EDGE_INVALID_ARGUMENT);
        CHECK_CONTAINS(copy.what(), "NUL character at position 1");
        CHECK_TEXT(edge::member(copy.detail_json(), "status").c_str(), "INVALID_ARGUMENT");
        CHECK(!copy.retriable());
    }
}

static void times(const edge::client &client)
{
    CASE("timeouts");
    edge::call call = client.jobs_wait_start("job", {edge::no_timeout});

    CHECK(!call.wait(0s) && !call.wait(-1s));
    call.cancel();
    CHECK(call.wait());
    for (const auto timeout : {0ms, -5ms})
        try {
            client.jobs_wait("job", {timeout});
        } catch (const edge::error &e) {
            CHECK_NUMBER(e.code(), EDGE_DEADLINE_EXCEEDED);
            CHECK_CONTAINS(e.what(), "Job job was not at its end when the edge was asked.");
        }
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "what modzy_edge.hpp borrows, and for how long");
    const edge::client nobody("unix:/nonexistent/edge.sock");

    arrays();
    texts();
    containers();
    calls(nobody);
    started(nobody);
    one_hierarchy(nobody);
    times(nobody);
    return check_end();
}
