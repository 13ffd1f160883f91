/*
 * modzy_edge.hpp - the Modzy Edge client in C++17: modzy_edge.h with owners, exceptions and standard types
 *
 * Header only; it needs modzy_edge.h and the library (-lmodzy_edge) and no other. JSON stays text, for whatever the
 * program parses JSON with.
 *
 *
 * A FIRST PROGRAM
 *
 *     #include <modzy_edge.hpp>
 *     #include <iostream>
 *
 *     namespace edge = modzy::edge;
 *
 *     int main()
 *     try {
 *         edge::client client("localhost");
 *
 *         std::string job = client.jobs_submit_embedded({"inspector", "1.0.0"},
 *                                                       {{"my-input", {{"input.txt", "some bytes"}}}});
 *         std::string id = edge::member(job, "job_identifier");
 *
 *         client.jobs_wait(id);
 *         std::cout << client.jobs_get_results(id) << '\n';
 *     } catch (const edge::error &e) {
 *         std::cerr << e.what() << '\n';
 *         return 1;
 *     }
 *
 *
 * HOW IT CORRESPONDS TO modzy_edge.h
 *
 * Names. edge_jobs_get(client, ...) is client.jobs_get(...), edge_jobs_get_start is client.jobs_get_start,
 * edge_call_fd is call.fd(), edge_stream_send is stream.send(...), edge_queue_take is queue.take(...), edge_version
 * is version(). A structure has the name of the C structure without edge_ and, in place of members that end in _ms,
 * durations. What a function does, which statuses it ends with and what its JSON holds is said in modzy_edge.h, and
 * holds here.
 *
 * Owners. client, call, stream, queue and log destroy what they own. One that was made with no arguments, or moved
 * from, owns nothing: it may be a member that is assigned later, and what is asked of it is EDGE_INVALID_HANDLE.
 * Owners can be moved and not copied. get() gives the handle for modzy_edge.h, which can be used beside this.
 *
 * Outcome. A function that can fail is declared to return outcome<T>. In a program with exceptions that is T, and the
 * function throws modzy::edge::error, also for an argument that is wrong. Where failing is part of the course there
 * is a way without: call::status and call::failure do not throw for the outcome of the call, and call::wait and
 * queue::take not when the time is up.
 *
 * Without exceptions (-fno-exceptions; -fno-rtti makes no difference) outcome<T> is result<T>, which is the value or
 * the error. Owners are made with create() then, which there is in both cases:
 *
 *     edge::result<edge::client> client = edge::client::create("localhost");
 *     if (!client)
 *         return report(client.error().what());
 *     if (edge::result<std::string> job = client->jobs_get(id))
 *         std::puts(job->c_str());
 *     else if (job.code() != EDGE_NOT_FOUND)
 *         return report(job.error().what());
 *
 * A program with exceptions gets the same where MODZY_EDGE_EXCEPTIONS is defined as 0 before this header is included;
 * parts of one program may differ in it. What the standard library throws (std::bad_alloc) is not caught.
 *
 * Memory. Data (buffer) is borrowed: until the function returns, or until the call is done where one is started; it
 * is never copied, whether it is in one piece or in several (pieces). A container that is a temporary would be gone
 * before: the functions whose names end in _start do not compile with one. All other arguments, keys and paths
 * included, are kept as long as they are needed.
 *
 * Time. A timeout that is not given is the default that modzy_edge.h names; no_timeout stands for none. Zero does not
 * wait, nor does a negative duration: so the rest of a time budget can be passed as it is. In all other durations
 * zero stands for the default.
 *
 * Threads. As in C: everything may be used from any thread, but a variable must not be assigned, moved from or
 * destroyed while another thread uses it. client::close may be called meanwhile.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MODZY_EDGE_HPP
#define MODZY_EDGE_HPP

#include <modzy_edge.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#if __cplusplus < 201703L
#error "modzy_edge.hpp needs C++17; modzy_edge.h is enough for C++11"
#endif

/** Whether functions throw; see "Outcome" above. */
#ifndef MODZY_EDGE_EXCEPTIONS
#ifdef __cpp_exceptions
#define MODZY_EDGE_EXCEPTIONS 1
#else
#define MODZY_EDGE_EXCEPTIONS 0
#endif
#endif

namespace modzy::edge {

/* Parts of a program that differ in MODZY_EDGE_EXCEPTIONS have functions of their own. */
#if MODZY_EDGE_EXCEPTIONS
inline namespace throwing {
#else
inline namespace returning {
#endif

/** How long. Seconds and minutes convert to it. */
using std::chrono::milliseconds;

/** For every duration: wait for as long as it takes. */
inline constexpr milliseconds no_timeout = milliseconds::max();

/** For every timeout: the default that modzy_edge.h names. */
inline constexpr milliseconds default_timeout = milliseconds::min();

class call;
class client;

namespace detail {

class arguments;

/** Frees or destroys what belongs to the library. */
template <class T, void (*Function)(T *)> struct release {
    void operator()(T *owned) const noexcept { Function(owned); }
};

template <class T, void (*Function)(T *)> using owner = std::unique_ptr<T, release<T, Function>>;

/** Takes over a string that a function of modzy_edge.h returned. */
inline std::string take(char *owned)
{
    const owner<char, edge_string_free> guard(owned);

    return owned == nullptr ? std::string() : std::string(owned);
}

} // namespace detail

/**
 * A string member of the JSON object that is given, such as "job_identifier"; "" if it has none, or if that is null
 * or no string. For the few values that a program needs from a job; class json reads more, and what lies deeper.
 */
inline std::string member(std::string_view json, std::string_view name)
{
    std::string pointer = "/"; // RFC 6901
    char *value = nullptr;

    for (const char each : name)
        pointer += each == '~' ? "~0" : each == '/' ? "~1" : std::string(1, each);
    if (edge_json_get_string(std::string(json).c_str(), pointer.c_str(), &value, nullptr) != EDGE_OK)
        return {};
    return detail::take(value);
}

/** What went wrong. Copies share the same error. */
class error : public std::exception {
public:
    /** None: EDGE_OK. */
    error() noexcept = default;

    /** Takes over what a function of modzy_edge.h returned: its status, its error, which may be NULL, and the JSON
     *  that it gave nevertheless. */
    error(edge_status code, edge_error *owned, std::string last_json = {})
        : code_(code), state_(std::make_shared<state>())
    {
        state_->owned.reset(owned);
        state_->last_json = std::move(last_json);
    }

    /** Takes over an error, which is not NULL. */
    explicit error(edge_error *owned) : error(edge_error_code(owned), owned) {}

    /** For an argument that is wrong before the library sees it. */
    error(edge_status code, std::string message) : code_(code), state_(std::make_shared<state>())
    {
        state_->detail = json_of(code, message);
        state_->message = std::move(message);
    }

    /** What happened and what to do about it, for people. */
    const char *what() const noexcept override
    {
        const char *message = state_ == nullptr          ? ""
                              : state_->owned != nullptr ? edge_error_message(state_->owned.get())
                                                         : state_->message.c_str();

        return *message == '\0' ? edge_status_name(code_) : message;
    }

    /** What to decide by: EDGE_NOT_FOUND, EDGE_DEADLINE_EXCEEDED, ... */
    edge_status code() const noexcept { return code_; }

    /** The name of code(): "NOT_FOUND". */
    const char *status() const noexcept { return edge_status_name(code_); }

    /** Whether the same call may succeed if it is made again a little later. */
    bool retriable() const noexcept { return edge_error_is_retriable(state_ ? state_->owned.get() : nullptr); }

    /** All that is known, as JSON; lives as long as the error. */
    const char *detail_json() const noexcept
    {
        if (state_ != nullptr && state_->owned == nullptr && !state_->detail.empty())
            return state_->detail.c_str();
        return edge_error_detail_json(state_ ? state_->owned.get() : nullptr);
    }

    /** After a wait that ran out of time (client::jobs_wait, inferences_wait and inferences_run, not their
     *  asynchronous forms):
     *  the job or inference as the edge described it last; "" if it did not, and after all else. Lives as long as
     *  the error. */
    const char *last_json() const noexcept { return state_ == nullptr ? "" : state_->last_json.c_str(); }

    /** The job that goes on, after client::jobs_run; "" if the edge had not accepted it. */
    std::string job_identifier() const { return member(detail_json(), "job_identifier"); }

    /** The argument that was wrong, such as "sources[2].inputs[0].key"; "" if none was. */
    std::string parameter() const { return member(detail_json(), "parameter"); }

    /** The gRPC method, such as "/jobs.v1.JobService/SubmitJob"; "" before there was a call. */
    std::string method() const { return member(detail_json(), "method"); }

    /** Where the edge is, such as "localhost:55000"; "" before there was a call. */
    std::string endpoint() const { return member(detail_json(), "endpoint"); }

    /** How much of the request had left: "none", "part" or "all", when the edge may have taken it; "" if unknown. */
    std::string sent() const { return member(detail_json(), "sent"); }

    /** The edge's own words; "" if it said nothing. */
    std::string server_message() const { return member(detail_json(), "server_message"); }

private:
    struct state {
        detail::owner<edge_error, edge_error_free> owned{};
        std::string message{}, detail{}, last_json{};
    };

    /** The message is of this header, and has nothing that would have to be escaped. */
    static std::string json_of(edge_status code, const std::string &message)
    {
        return "{\"code\":" + std::to_string(code) + ",\"status\":\"" + edge_status_name(code) + "\",\"message\":\"" +
               message + "\",\"retriable\":false,\"origin\":\"local\"}";
    }

    edge_status code_ = EDGE_OK;
    std::shared_ptr<state> state_{};
};

namespace detail {

/** Somebody took the value of a result that is an error. */
[[noreturn]] inline void no_value(const error &failure)
{
#if MODZY_EDGE_EXCEPTIONS
    throw failure;
#else
    std::fprintf(stderr, "modzy::edge::result has no value: %s\n", failure.what());
    std::abort();
#endif
}

} // namespace detail

/**
 * A value, or the error in place of one. What functions return in a program without exceptions.
 *
 * Taking the value of an error throws it; without exceptions it ends the program, with the error on standard error.
 * operator bool says whether there is a value, not what it is: of a result<bool> that is *result.
 */
template <class T> class [[nodiscard]] result {
public:
    result(T value) : value_(std::move(value)) {}
    result(edge::error failure) : failure_(std::move(failure)) {}

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    T &value() & { return check(), *value_; }
    const T &value() const & { return check(), *value_; }
    T &&value() && { return check(), *std::move(value_); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    T value_or(T other) const & { return has_value() ? *value_ : std::move(other); }
    T value_or(T other) && { return has_value() ? *std::move(value_) : std::move(other); }

    /** Why there is no value; EDGE_OK if there is one. */
    const edge::error &error() const noexcept { return failure_; }

    /** What to decide by: EDGE_OK, EDGE_NOT_FOUND, ... */
    edge_status code() const noexcept { return failure_.code(); }

private:
    void check() const
    {
        if (!has_value())
            detail::no_value(failure_);
    }

    std::optional<T> value_{};
    edge::error failure_{};
};

/** That it worked, or the error for which it did not. */
template <> class [[nodiscard]] result<void> {
public:
    result() noexcept = default;
    result(edge::error failure) : failure_(std::move(failure)) {}

    bool has_value() const noexcept { return code() == EDGE_OK; }
    explicit operator bool() const noexcept { return has_value(); }

    void value() const
    {
        if (!has_value())
            detail::no_value(failure_);
    }

    /** Why it did not work; EDGE_OK if it did. */
    const edge::error &error() const noexcept { return failure_; }

    /** What to decide by: EDGE_OK, EDGE_NOT_FOUND, ... */
    edge_status code() const noexcept { return failure_.code(); }

private:
    edge::error failure_{};
};

/** What a function that can fail returns; see "Outcome" above. */
#if MODZY_EDGE_EXCEPTIONS
template <class T> using outcome = T;
#else
template <class T> using outcome = result<T>;
#endif

/** Bytes that the library made, and that are freed with this. */
class bytes {
public:
    bytes() noexcept = default;
    /** Takes over what a function of modzy_edge.h returned. */
    bytes(void *owned, std::size_t size) noexcept : data_(owned), size_(size) {}

    const std::byte *data() const noexcept { return static_cast<const std::byte *>(data_.get()); }
    std::size_t size() const noexcept { return size_; }
    const std::byte *begin() const noexcept { return data(); }
    const std::byte *end() const noexcept { return data() + size_; }
    /** The bytes as text; lives as long as they do. */
    std::string_view text() const noexcept { return {static_cast<const char *>(data_.get()), size_}; }

private:
    detail::owner<void, edge_bytes_free> data_{};
    std::size_t size_ = 0;
};

namespace detail {

/** What std::data() points to. */
template <class Container>
using element = std::remove_reference_t<decltype(*std::data(std::declval<Container &>()))>;

/** Whether what is given for T&& is a temporary that owns its bytes. A view of the bytes of others gives the same
 *  access to them whether it is const itself or not. */
template <class T, class = void> struct is_temporary : std::false_type {};
template <class T>
struct is_temporary<T, std::enable_if_t<!std::is_reference_v<T> && std::is_class_v<T>,
                                        std::void_t<element<std::remove_const_t<T>>>>>
    : std::bool_constant<!std::is_const_v<element<std::remove_const_t<T>>> && std::is_const_v<element<const T>>> {};
template <class T, std::size_t Size> struct is_temporary<T[Size]> : std::true_type {};
template <> struct is_temporary<bytes> : std::true_type {};

/** Characters of which an array that is const is taken for a literal. */
template <class T>
inline constexpr bool is_character = std::is_same_v<T, char>
#ifdef __cpp_char8_t
                                     || std::is_same_v<T, char8_t>
#endif
    ;

} // namespace detail

/**
 * Borrowed bytes: a string, or anything with data() and size() whose elements are one byte each, such as std::span in
 * C++20; an array too.
 *
 * An array is all its bytes: char[1000] is 1000 bytes, as unsigned char[1000] is. The NUL at the end of a literal
 * does not belong to the text. C++ cannot tell literals from other arrays of const char: of these, too, a NUL in the
 * last place is left out; give data and size where it counts. Of an array that holds a shorter text give
 * std::string_view(array).
 */
class bytes_view {
public:
    constexpr bytes_view() noexcept = default;
    constexpr bytes_view(const void *data, std::size_t size) noexcept : data_(data), size_(size) {}
    constexpr bytes_view(std::string_view text) noexcept : data_(text.data()), size_(text.size()) {}

    /** A pointer to text, which ends at its NUL. */
    template <class Pointer, class = std::enable_if_t<std::is_pointer_v<Pointer> &&
                                                      std::is_convertible_v<Pointer, const char *>>>
    constexpr bytes_view(const Pointer &text) noexcept : bytes_view(std::string_view(text))
    {
    }

    /** A literal, or an array of const characters. */
    template <class Character, std::size_t Size, class = std::enable_if_t<detail::is_character<Character>>>
    constexpr bytes_view(const Character (&literal)[Size]) noexcept
        : data_(literal), size_(literal[Size - 1] == Character() ? Size - 1 : Size)
    {
    }

    /** An array. */
    template <class Character, std::size_t Size,
              class = std::enable_if_t<!std::is_const_v<Character> && detail::is_character<Character>>>
    constexpr bytes_view(Character (&array)[Size]) noexcept : data_(array), size_(Size)
    {
    }

    /** std::vector<std::byte>, std::array<unsigned char, N>, std::span<const std::byte>, unsigned char[N], ... */
    template <class Container, class Element = detail::element<const Container>,
              class = std::enable_if_t<sizeof(Element) == 1 && std::is_trivially_copyable_v<Element> &&
                                       !(std::is_array_v<Container> &&
                                         detail::is_character<std::remove_const_t<Element>>) &&
                                       !std::is_same_v<Container, std::string_view> &&
                                       !std::is_base_of_v<bytes_view, Container>>>
    constexpr bytes_view(const Container &container) noexcept
        : data_(std::data(container)), size_(std::size(container))
    {
    }

    constexpr const void *data() const noexcept { return data_; }
    constexpr std::size_t size() const noexcept { return size_; }

private:
    const void *data_ = nullptr;
    std::size_t size_ = 0;
};

namespace detail {

/** Borrowed data for a call that is started: not that of a temporary, which is gone before the call is done. */
template <class Borrowed> class lasting : public Borrowed {
public:
    lasting() noexcept = default;
    lasting(const void *data, std::size_t size) noexcept : Borrowed(data, size) {}

    template <class T, class = std::enable_if_t<std::is_constructible_v<Borrowed, T> && !is_temporary<T>::value &&
                                                !std::is_base_of_v<lasting, std::decay_t<T>>>>
    lasting(T &&data) : Borrowed(std::forward<T>(data))
    {
    }

    template <class T,
              std::enable_if_t<std::is_constructible_v<Borrowed, T> && is_temporary<T>::value, int> = 0>
    lasting(T &&temporary) = delete;
};

} // namespace detail

/** Borrowed bytes that are not those of a temporary. */
using lasting_bytes_view = detail::lasting<bytes_view>;

/**
 * Borrowed bytes that do not lie in one piece, such as the rows of a picture with padding between them, or a header
 * and its payload. They are sent one after the other, without a copy.
 *
 *     edge::pieces({header, payload})
 *     edge::pieces(rows)           // any range of what bytes_view takes
 */
class pieces {
public:
    pieces() noexcept = default;

    pieces(std::initializer_list<lasting_bytes_view> parts)
    {
        for (const bytes_view &each : parts)
            add(each);
    }

    /** A range that is a temporary must hold views, and not the bytes themselves. */
    template <class Range, class Part = decltype(*std::begin(std::declval<Range &>())),
              class = std::enable_if_t<std::is_constructible_v<bytes_view, Part> &&
                                       !std::is_constructible_v<bytes_view, Range> &&
                                       !detail::is_temporary<Part>::value &&
                                       (std::is_lvalue_reference_v<Range> ||
                                        !detail::is_temporary<std::remove_reference_t<Part>>::value)>>
    explicit pieces(Range &&parts)
    {
        for (auto &&each : parts)
            add(bytes_view(each));
    }

    /** How many pieces there are. */
    std::size_t count() const noexcept { return pieces_.size(); }

    /** How many bytes there are in all of them. */
    std::size_t size() const noexcept
    {
        std::size_t size = 0;

        for (const edge_piece &each : pieces_)
            size += each.size;
        return size;
    }

private:
    friend class detail::arguments;

    void add(const bytes_view &part) { pieces_.push_back({part.data(), part.size()}); }

    std::vector<edge_piece> pieces_{};
};

/** Borrowed data: all that bytes_view takes, or pieces. */
class buffer {
public:
    buffer() noexcept = default;
    buffer(const void *data, std::size_t size) noexcept : bytes_(data, size) {}
    buffer(pieces parts) noexcept : in_pieces_(true), pieces_(std::move(parts)) {}

    template <class T, class = std::enable_if_t<std::is_constructible_v<bytes_view, T> &&
                                                !std::is_base_of_v<buffer, std::decay_t<T>>>>
    buffer(T &&data) noexcept : bytes_(std::forward<T>(data))
    {
    }

    /** How many bytes there are. */
    std::size_t size() const noexcept { return in_pieces_ ? pieces_.size() : bytes_.size(); }

private:
    friend class detail::arguments;

    bytes_view bytes_{};
    bool in_pieces_ = false;
    pieces pieces_{};
};

/** Borrowed data that is not that of a temporary. */
using lasting_buffer = detail::lasting<buffer>;

/** What a model wrote under one name. */
struct output {
    bytes data;
    /** Such as "application/json"; "" where nobody says. */
    std::string content_type;
};

/** A model and its version. */
struct model {
    std::string identifier, version;
};

/** One data input: borrowed data under a key. */
struct input {
    std::string key;
    buffer data;
};

/** One input item: the data inputs that the model gets together. */
struct source {
    std::string key;
    std::vector<input> inputs;
};

/** The input items of a call that is started, written as a std::vector<source>. Data that is written in it cannot be
 *  a temporary's. */
class lasting_sources {
    struct lasting_input {
        std::string key;
        lasting_buffer data;
    };

    struct item {
        item(std::string key, std::initializer_list<lasting_input> inputs) : value{std::move(key), {}}
        {
            for (const lasting_input &each : inputs)
                value.inputs.push_back({each.key, each.data});
        }

        item(std::string key, std::vector<input> inputs) : value{std::move(key), std::move(inputs)} {}
        item(source from) : value(std::move(from)) {}

        source value;
    };

public:
    lasting_sources(std::initializer_list<item> items)
    {
        for (const item &each : items)
            sources_.push_back(each.value);
    }

    lasting_sources(std::vector<source> sources) : sources_(std::move(sources)) {}

private:
    friend class detail::arguments;

    std::vector<source> sources_{};
};

/** One data input that lies in a store: in a bucket (S3) or a container (Azure). */
struct object {
    std::string key, container, path;
};

/** One input item whose data lies in a store. */
struct object_source {
    std::string key;
    std::vector<object> objects;
};

/** How the edge gets at S3: region for AWS, endpoint for another store, the other one empty. */
struct s3_access {
    std::string access_key_id{}, secret_access_key{}, region{}, endpoint{};
};

/** How the edge gets at Azure's blob storage. */
struct azure_access {
    std::string storage_account{}, storage_account_key{};
};

/** One data input that is a file. */
struct file {
    std::string source_key, input_key, path;
};

/** One data input of an inference. */
class inference_input {
public:
    /** An input whose data is that of a temporary, and gone at the end of the statement. */
    class of_temporary;

    /** Bytes, which travel as they are. Borrowed. */
    static inference_input bytes(std::string key, lasting_buffer data)
    {
        return {std::move(key), std::move(data), EDGE_INPUT_BYTES};
    }

    template <class T, class = std::enable_if_t<detail::is_temporary<T>::value>>
    static of_temporary bytes(std::string key, T &&data);

    /** Text in UTF-8. Borrowed. */
    static inference_input text(std::string key, lasting_buffer text)
    {
        return {std::move(key), std::move(text), EDGE_INPUT_TEXT};
    }

    template <class T, class = std::enable_if_t<detail::is_temporary<T>::value>>
    static of_temporary text(std::string key, T &&text);

    /** An object in S3, or in a store that speaks its protocol. */
    static inference_input s3(std::string key, std::string bucket, std::string path, s3_access access)
    {
        inference_input it(std::move(key), {}, EDGE_INPUT_S3);

        it.container_ = std::move(bucket);
        it.path_ = std::move(path);
        it.s3_ = std::move(access);
        return it;
    }

    /** An object in Azure's blob storage. */
    static inference_input azure(std::string key, std::string container, std::string path, azure_access access)
    {
        inference_input it(std::move(key), {}, EDGE_INPUT_AZURE);

        it.container_ = std::move(container);
        it.path_ = std::move(path);
        it.azure_ = std::move(access);
        return it;
    }

private:
    friend class detail::arguments;

    inference_input(std::string key, buffer data, edge_input_type type)
        : key_(std::move(key)), data_(std::move(data)), type_(type)
    {
    }

    std::string key_;
    buffer data_;
    edge_input_type type_;
    std::string container_{}, path_{};
    s3_access s3_{};
    azure_access azure_{};
};

class inference_input::of_temporary : public inference_input {
public:
    explicit of_temporary(inference_input from) : inference_input(std::move(from)) {}
};

template <class T, class> inference_input::of_temporary inference_input::bytes(std::string key, T &&data)
{
    return of_temporary({std::move(key), bytes_view(data), EDGE_INPUT_BYTES});
}

template <class T, class> inference_input::of_temporary inference_input::text(std::string key, T &&text)
{
    return of_temporary({std::move(key), bytes_view(text), EDGE_INPUT_TEXT});
}

/** The data inputs of an inference that is started, written as a std::vector<inference_input>. Data that is written
 *  in it cannot be a temporary's. */
class lasting_inference_inputs {
    struct item {
        item(const inference_input &from) : input(from) {}
        item(const inference_input::of_temporary &) = delete;
        inference_input input;
    };

public:
    lasting_inference_inputs(std::initializer_list<item> items)
    {
        for (const item &each : items)
            inputs_.push_back(each.input);
    }

    lasting_inference_inputs(std::vector<inference_input> inputs) : inputs_(std::move(inputs)) {}

private:
    friend class lasting_inference_request;

    std::vector<inference_input> inputs_{};
};

/** Texts to find an inference by. */
using tag_map = std::map<std::string, std::string>;

/** What is asked of a model; see edge_inference_request. */
struct inference_request {
    edge::model model;
    std::vector<inference_input> inputs;
    tag_map tags{};
    bool explain = false;
};

/** What is asked of a model by a call that is started, written as an inference_request. Data that is written in it
 *  cannot be a temporary's. */
class lasting_inference_request {
public:
    lasting_inference_request(model model, lasting_inference_inputs inputs, tag_map tags = {}, bool explain = false)
        : request_{std::move(model), std::move(inputs.inputs_), std::move(tags), explain}
    {
    }

    lasting_inference_request(inference_request request) : request_(std::move(request)) {}

private:
    friend class detail::arguments;

    inference_request request_;
};

/** How a client speaks TLS; see edge_tls_options. Empty: the default. */
struct tls_options {
    std::string ca_file{}, ca_pem{};
    std::string certificate_file{}, certificate_pem{};
    std::string key_file{}, key_pem{}, key_password{};
    std::string server_name{};
};

/** How a client sends failed calls again; see edge_retry_options. Zero: the default. */
struct retry_options {
    std::uint32_t max_attempts = 0;
    milliseconds initial_backoff{}, max_backoff{};
    bool retry_submissions = false;
};

/** How a client behaves; see edge_client_options. Zero: the default. */
struct client_options {
    milliseconds deadline{}, connect_timeout{};
    edge_transport transport = EDGE_TRANSPORT_AUTO;
    std::uint32_t max_connections = 0;
    milliseconds idle_timeout{};
    std::uint64_t max_receive_bytes = 0;
    std::chrono::microseconds busy_poll{};
    std::uint32_t max_long_calls = 0;
    std::string api_key{};
    bool allow_plaintext_credentials = false;
    bool cancel_on_timeout = false;
    retry_options retry{};
    /** No value: plaintext. */
    std::optional<tls_options> tls{};
    std::optional<std::string> proxy{}; // without a value that of the environment; "" for none
    milliseconds keepalive{}, keepalive_timeout{};
    bool keepalive_when_idle = false;
    edge_balancing balancing = EDGE_BALANCING_PICK_FIRST;
};

/** The metadata of calls, by name; see edge_metadata. */
using metadata = std::multimap<std::string, std::string>;

/** How a single call behaves; see edge_call_options. */
struct call_options {
    milliseconds deadline{};
    edge::metadata metadata{};
};

/** How a wait proceeds; see edge_wait_options. */
struct wait_options {
    milliseconds timeout = default_timeout, poll_interval{}, max_poll_interval{};
    /** Not for client::jobs_run, which sends that of submit_options. */
    edge::metadata metadata{};
};

/** How a job is submitted; see edge_submit_options. */
struct submit_options {
    bool explain = false;
    milliseconds deadline{}, job_timeout{};
    /** How client::jobs_run waits; other functions ignore it. */
    wait_options wait{};
    edge::metadata metadata{};
};

/** Which jobs to list; what is empty does not restrict. See edge_job_filter. */
struct job_filter {
    std::string start_date{}, end_date{}, status{}, model{}, user{}, access_key{};
};

/** Which jobs of the past to list; what is empty does not restrict. See edge_job_history_filter. */
struct job_history_filter {
    std::string search{}, user{}, model{}, access_key{}, start_date{}, end_date{}, status{}, model_identifier{},
        model_version{};
};

namespace detail {

/** An array for modzy_edge.h. */
template <class T> struct array {
    const T *data;
    std::size_t size;
};

/** Arguments as modzy_edge.h takes them, and kept as long as this: all but the data, which is borrowed. What is wrong
 *  with one of them is kept too: it is the outcome of the call for which they are. */
class arguments {
public:
    /** EDGE_OK, or what is wrong with an argument. */
    const error &failure() const noexcept { return failure_; }

    /** The timeout of a wait. */
    static std::uint32_t timeout(milliseconds duration) noexcept
    {
        if (duration == default_timeout)
            return EDGE_DEFAULT_TIMEOUT;
        if (duration.count() >= EDGE_DEFAULT_TIMEOUT)
            return EDGE_NO_TIMEOUT;
        return duration.count() < 0 ? 0 : static_cast<std::uint32_t>(duration.count());
    }

    /** A duration for which zero stands for the default, as default_timeout does; the shortest is a millisecond. */
    static std::uint32_t time(milliseconds duration) noexcept
    {
        if (duration == milliseconds::zero() || duration == default_timeout)
            return 0;
        return duration.count() < 0 ? 1 : timeout(duration);
    }

    /** What is negative, or more than C can say, is more than the library allows; it says so. */
    static std::uint32_t microseconds(std::chrono::microseconds duration) noexcept
    {
        return duration.count() < 0 || duration.count() > UINT32_MAX ? UINT32_MAX
                                                                     : static_cast<std::uint32_t>(duration.count());
    }

    /** Not what ends early in C. */
    const char *borrowed(const std::string &value)
    {
        const std::size_t nul = value.find('\0');

        if (nul != std::string::npos)
            failure_ = error(EDGE_INVALID_ARGUMENT, "A string argument holds a NUL character at position " +
                                                        std::to_string(nul) + ", where the library would take it to "
                                                        "end; remove it.");
        return value.c_str();
    }

    const char *text(std::string value) { return borrowed(texts_.emplace_back(std::move(value))); }

    const char *optional(std::string value) { return value.empty() ? nullptr : text(std::move(value)); }

    /** The data of one input: its bytes, or an array of pieces, whose size says that it is one. */
    array<void> data(buffer from)
    {
        if (!from.in_pieces_)
            return {from.bytes_.data(), from.bytes_.size()};
        const std::vector<edge_piece> &kept = pieces_.emplace_back(std::move(from.pieces_.pieces_));

        return {kept.data(), kept.empty() ? 0 : EDGE_PIECES(kept.size())};
    }

    edge_input data(std::string key, buffer from)
    {
        const array<void> given = data(std::move(from));

        return {text(std::move(key)), given.data, given.size};
    }

    const edge_input *input(std::string key, buffer from)
    {
        return &inputs_.emplace_back(1, data(std::move(key), std::move(from))).front();
    }

    array<edge_source> sources(lasting_sources from) { return sources(std::move(from.sources_)); }

    array<edge_source> sources(std::vector<source> from)
    {
        for (source &item : from) {
            std::vector<edge_input> &list = inputs_.emplace_back();

            for (edge::input &each : item.inputs)
                list.push_back(data(std::move(each.key), std::move(each.data)));
            sources_.push_back({text(std::move(item.key)), list.data(), list.size()});
        }
        return {sources_.data(), sources_.size()};
    }

    const edge_object_sources *objects(std::vector<object_source> from)
    {
        for (object_source &item : from) {
            std::vector<edge_object> &list = objects_.emplace_back();

            for (object &each : item.objects)
                list.push_back(
                    {text(std::move(each.key)), text(std::move(each.container)), text(std::move(each.path))});
            object_list_.push_back({text(std::move(item.key)), list.data(), list.size()});
        }
        object_sources_.sources = object_list_.data();
        object_sources_.source_count = object_list_.size();
        return &object_sources_;
    }

    array<edge_file> files(std::vector<file> from)
    {
        for (file &each : from)
            files_.push_back(
                {text(std::move(each.source_key)), text(std::move(each.input_key)), text(std::move(each.path))});
        return {files_.data(), files_.size()};
    }

    const edge_s3_access *access(s3_access from)
    {
        edge_s3_access &to = s3_.emplace_back(EDGE_S3_ACCESS_INIT);

        to.access_key_id = text(std::move(from.access_key_id));
        to.secret_access_key = text(std::move(from.secret_access_key));
        to.region = optional(std::move(from.region));
        to.endpoint = optional(std::move(from.endpoint));
        return &to;
    }

    const edge_azure_access *access(azure_access from)
    {
        edge_azure_access &to = azure_.emplace_back(EDGE_AZURE_ACCESS_INIT);

        to.storage_account = text(std::move(from.storage_account));
        to.storage_account_key = text(std::move(from.storage_account_key));
        return &to;
    }

    const edge_inference_request *request(lasting_inference_request from)
    {
        return request(std::move(from.request_));
    }

    const edge_inference_request *request(inference_request from)
    {
        for (inference_input &each : from.inputs) {
            const bool s3 = each.type_ == EDGE_INPUT_S3, azure = each.type_ == EDGE_INPUT_AZURE;
            const array<void> given = data(std::move(each.data_));

            inference_inputs_.push_back({text(std::move(each.key_)), given.data, given.size,
                                         text(std::move(each.container_)), text(std::move(each.path_)),
                                         s3 ? access(std::move(each.s3_)) : nullptr,
                                         azure ? access(std::move(each.azure_)) : nullptr, each.type_, 0});
        }
        for (const auto &[key, value] : from.tags)
            tags_.push_back({text(key), text(value)});
        request_.model_identifier = text(std::move(from.model.identifier));
        request_.model_version = text(std::move(from.model.version));
        request_.inputs = inference_inputs_.data();
        request_.input_count = inference_inputs_.size();
        request_.tags = tags_.data();
        request_.tag_count = tags_.size();
        request_.explain = from.explain;
        return &request_;
    }

    const edge_call_options *options(const call_options &from)
    {
        call_.deadline_ms = time(from.deadline);
        metadata(call_, from.metadata);
        return &call_;
    }

    const edge_wait_options *options(const wait_options &from)
    {
        metadata(wait_, from.metadata);
        wait_.timeout_ms = timeout(from.timeout);
        wait_.poll_interval_ms = time(from.poll_interval);
        wait_.max_poll_interval_ms = time(from.max_poll_interval);
        return &wait_;
    }

    const edge_submit_options *options(const submit_options &from)
    {
        submit_.deadline_ms = time(from.deadline);
        submit_.job_timeout_ms = time(from.job_timeout);
        submit_.explain = from.explain;
        submit_.wait = options(from.wait);
        metadata(submit_, from.metadata);
        return &submit_;
    }

    /** The metadata of some options. */
    template <class Options> void metadata(Options &to, const edge::metadata &from)
    {
        const array<edge_metadata> given = metadata(from);

        to.metadata = given.data;
        to.metadata_count = given.size;
    }

    array<edge_metadata> metadata(const edge::metadata &from)
    {
        std::vector<edge_metadata> &list = metadata_.emplace_back();

        for (const auto &[name, value] : from) {
            values_.push_back(value);
            list.push_back({text(name), values_.back().data(), values_.back().size()});
        }
        return {list.data(), list.size()};
    }

    const edge_client_options *options(const client_options &from)
    {
        client_.deadline_ms = time(from.deadline);
        client_.connect_timeout_ms = time(from.connect_timeout);
        client_.transport = from.transport;
        client_.max_connections = from.max_connections;
        client_.idle_timeout_ms = time(from.idle_timeout);
        client_.max_receive_bytes = from.max_receive_bytes;
        client_.busy_poll_us = microseconds(from.busy_poll);
        client_.max_long_calls = from.max_long_calls;
        client_.api_key = optional(from.api_key);
        client_.allow_plaintext_credentials = from.allow_plaintext_credentials;
        client_.tls = from.tls ? tls(*from.tls) : nullptr;
        client_.cancel_on_timeout = from.cancel_on_timeout;
        retry_.max_attempts = from.retry.max_attempts;
        retry_.initial_backoff_ms = time(from.retry.initial_backoff);
        retry_.max_backoff_ms = time(from.retry.max_backoff);
        retry_.retry_submissions = from.retry.retry_submissions;
        client_.retry = &retry_;
        client_.proxy = from.proxy ? text(*from.proxy) : nullptr;
        client_.keepalive_ms = time(from.keepalive);
        client_.keepalive_timeout_ms = time(from.keepalive_timeout);
        client_.keepalive_when_idle = from.keepalive_when_idle;
        client_.balancing = from.balancing;
        return &client_;
    }

    /** Not copied: keys and passwords. */
    const edge_tls_options *tls(const tls_options &from)
    {
        const auto given = [this](const std::string &value) { return value.empty() ? nullptr : borrowed(value); };
        const auto pem = [](const std::string &value) { return value.empty() ? nullptr : value.data(); };
        tls_.ca_file = given(from.ca_file);
        tls_.ca_pem = pem(from.ca_pem);
        tls_.ca_pem_size = from.ca_pem.size();
        tls_.certificate_file = given(from.certificate_file);
        tls_.certificate_pem = pem(from.certificate_pem);
        tls_.certificate_pem_size = from.certificate_pem.size();
        tls_.key_file = given(from.key_file);
        tls_.key_pem = pem(from.key_pem);
        tls_.key_pem_size = from.key_pem.size();
        tls_.key_password = given(from.key_password);
        tls_.server_name = given(from.server_name);
        return &tls_;
    }

    const edge_job_filter *filter(job_filter from)
    {
        filter_.start_date = optional(std::move(from.start_date));
        filter_.end_date = optional(std::move(from.end_date));
        filter_.status = optional(std::move(from.status));
        filter_.model = optional(std::move(from.model));
        filter_.user = optional(std::move(from.user));
        filter_.access_key = optional(std::move(from.access_key));
        return &filter_;
    }

    const edge_job_history_filter *filter(job_history_filter from)
    {
        history_.search = optional(std::move(from.search));
        history_.user = optional(std::move(from.user));
        history_.model = optional(std::move(from.model));
        history_.access_key = optional(std::move(from.access_key));
        history_.start_date = optional(std::move(from.start_date));
        history_.end_date = optional(std::move(from.end_date));
        history_.status = optional(std::move(from.status));
        history_.model_identifier = optional(std::move(from.model_identifier));
        history_.model_version = optional(std::move(from.model_version));
        return &history_;
    }

private:
    error failure_{};
    std::list<std::string> texts_{}, values_{};
    std::list<std::vector<edge_metadata>> metadata_{};
    std::list<std::vector<edge_piece>> pieces_{};
    std::list<std::vector<edge_input>> inputs_{};
    std::vector<edge_source> sources_{};
    std::list<std::vector<edge_object>> objects_{};
    std::vector<edge_object_source> object_list_{};
    edge_object_sources object_sources_ = EDGE_OBJECT_SOURCES_INIT;
    std::vector<edge_file> files_{};
    std::list<edge_s3_access> s3_{};
    std::list<edge_azure_access> azure_{};
    std::vector<edge_inference_input> inference_inputs_{};
    std::vector<edge_tag> tags_{};
    edge_inference_request request_ = EDGE_INFERENCE_REQUEST_INIT;
    edge_tls_options tls_ = EDGE_TLS_OPTIONS_INIT;
    edge_client_options client_ = EDGE_CLIENT_OPTIONS_INIT;
    edge_retry_options retry_ = EDGE_RETRY_OPTIONS_INIT;
    edge_call_options call_ = EDGE_CALL_OPTIONS_INIT;
    edge_wait_options wait_ = EDGE_WAIT_OPTIONS_INIT;
    edge_submit_options submit_ = EDGE_SUBMIT_OPTIONS_INIT;
    edge_job_filter filter_ = EDGE_JOB_FILTER_INIT;
    edge_job_history_filter history_ = EDGE_JOB_HISTORY_FILTER_INIT;
};

/** The one place where an error is thrown, in a program with exceptions. */
template <class T> outcome<T> give(result<T> from)
{
#if MODZY_EDGE_EXCEPTIONS
    return std::move(from).value();
#else
    return from;
#endif
}

/** A value that a function gave, if it worked. */
template <class T> outcome<T> give(result<void> worked, T value)
{
    return worked ? give(result<T>(std::move(value))) : give(result<T>(worked.error()));
}

/** Calls a function. */
template <class Function, class... Arguments>
result<void> attempt(const arguments &kept, Function function, Arguments... given)
{
    if (kept.failure().code() != EDGE_OK)
        return kept.failure();
    edge_error *failure = nullptr;
    const edge_status status = function(given..., &failure);

    return status == EDGE_OK ? result<void>() : result<void>(error(status, failure));
}

/** Calls a function that has no result. */
template <class Function, class... Arguments>
outcome<void> run(const arguments &kept, Function function, Arguments... given)
{
    return give(attempt(kept, function, given...));
}

/** Calls a function that has one result; To is made of it. */
template <class From, class To, class Function, class... Arguments>
outcome<To> get(const arguments &kept, Function function, Arguments... given)
{
    From value{};
    result<void> worked = attempt(kept, function, given..., &value);

    return give(std::move(worked), To(value));
}

/** Calls a function that answers with JSON, some also when they fail. */
template <class Function, class... Arguments>
outcome<std::string> json(const arguments &kept, Function function, Arguments... given)
{
    if (kept.failure().code() != EDGE_OK)
        return give(result<std::string>(kept.failure()));
    char *text = nullptr;
    edge_error *failure = nullptr;
    const edge_status status = function(given..., &text, &failure);
    std::string taken = take(text);

    return give(status == EDGE_OK ? result<std::string>(std::move(taken))
                                  : result<std::string>(error(status, failure, std::move(taken))));
}

} // namespace detail


/** The version of the library, such as "0.1.0"; EDGE_VERSION is that of the headers. */
inline std::string version()
{
    return edge_version();
}

/** EDGE_ABI_VERSION of the library. A program that may meet an older one than it was compiled for compares them. */
inline std::uint32_t abi_version() noexcept
{
    return edge_abi_version();
}

/** The name of a status: "NOT_FOUND". */
inline std::string status_name(edge_status status)
{
    return edge_status_name(status);
}

/** The library and the runtime in it, as JSON to attach to a report of a fault. */
inline outcome<std::string> diagnostics()
{
    return detail::json({}, edge_diagnostics);
}

/**
 * Reads values out of JSON that the library returned, by JSON Pointers (RFC 6901) such as "/model/name". Each member
 * fails with EDGE_NOT_FOUND where there is no such value or it is null, with EDGE_INVALID_ARGUMENT where it is of
 * another type. Nothing is parsed before it is asked for.
 *
 *     const edge::json job(client.jobs_get(id));
 *     std::cout << job.string("/status") << ' ' << job.integer("/completed") << '\n';
 */
class json {
public:
    explicit json(std::string text = {}) : text_(std::move(text)) {}

    const std::string &text() const noexcept { return text_; }

    outcome<std::string> string(const std::string &pointer) const
    {
        return detail::json({}, edge_json_get_string, text_.c_str(), pointer.c_str());
    }

    outcome<std::int64_t> integer(const std::string &pointer) const
    {
        return get<std::int64_t>(edge_json_get_integer, pointer);
    }

    outcome<double> number(const std::string &pointer) const { return get<double>(edge_json_get_double, pointer); }

    outcome<bool> boolean(const std::string &pointer) const { return get<bool>(edge_json_get_bool, pointer); }

    /** The number of members or elements of the object or array at the pointer. */
    outcome<std::size_t> count(const std::string &pointer = {}) const
    {
        return get<std::size_t>(edge_json_count, pointer);
    }

    /** The name of a member of the object at the pointer. */
    outcome<std::string> key_at(const std::string &pointer, std::size_t index) const
    {
        return detail::json({}, edge_json_key_at, text_.c_str(), pointer.c_str(), index);
    }

    /** The value at the pointer, as JSON of its own. */
    outcome<json> at(const std::string &pointer) const
    {
        char *value = nullptr;
        result<void> worked = detail::attempt({}, edge_json_raw, text_.c_str(), pointer.c_str(), &value);

        return detail::give(std::move(worked), json(detail::take(value)));
    }

private:
    template <class T, class Function> outcome<T> get(Function function, const std::string &pointer) const
    {
        return detail::get<T, T>({}, function, text_.c_str(), pointer.c_str());
    }

    std::string text_;
};

/** Receives a log message; called on any thread, on several at once. It must not call the library, nor throw. */
using log_function = std::function<void(edge_log_level level, std::string_view message)>;

/**
 * A function that receives the log messages of the whole library, until this is destroyed; then it is not running,
 * and is not called again. There may be several. The function must not destroy its own log.
 */
class log {
public:
    /** Receives nothing. */
    log() noexcept = default;

#if MODZY_EDGE_EXCEPTIONS
    explicit log(log_function function, edge_log_level minimum = EDGE_LOG_INFO)
        : log(create(std::move(function), minimum))
    {
    }
#endif

    /** Adds a function. Messages below the minimum do not reach it. */
    static outcome<log> create(log_function function, edge_log_level minimum = EDGE_LOG_INFO)
    {
        const edge_log_callback callback = [](edge_log_level level, const char *message, void *user_data) noexcept {
            (*static_cast<log_function *>(user_data))(level, message);
        };
        edge_log *made = nullptr;
        log it;

        it.function_ = std::make_unique<log_function>(std::move(function));
        result<void> worked = detail::attempt({}, edge_log_create, *it.function_ ? callback : nullptr, minimum,
                                              static_cast<void *>(it.function_.get()), &made);
        it.handle_.reset(made);
        return detail::give(std::move(worked), std::move(it));
    }

    log(log &&) noexcept = default;

    log &operator=(log &&other) noexcept
    {
        handle_ = std::move(other.handle_); // first, so that the function before is there until its last call
        function_ = std::move(other.function_);
        return *this;
    }

    /** Whether there is a function. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    /** The handle for modzy_edge.h, which stays this object's. */
    edge_log *get() const noexcept { return handle_.get(); }

private:
    std::unique_ptr<log_function> function_{};
    detail::owner<edge_log, edge_log_destroy> handle_{}; // last, so that it is destroyed first
};

/** Decides, after a signal, whether the blocking call of the calling thread goes on; must not throw. */
using interrupt_function = std::function<bool()>;

/** Sets what decides for the calling thread whether its blocking calls go on after a signal; one that does not fails
 *  with EDGE_CANCELLED. With none they all go on. See edge_interrupt_set. */
inline outcome<void> interrupt_set(interrupt_function goes_on)
{
    thread_local interrupt_function current;
    const edge_interrupt_callback callback = [](void *user_data) noexcept {
        return (*static_cast<interrupt_function *>(user_data))() ? 0 : 1;
    };
    result<void> worked = detail::attempt({}, edge_interrupt_set, goes_on ? callback : nullptr,
                                          static_cast<void *>(&current));

    if (worked)
        current = std::move(goes_on);
    return detail::give(std::move(worked));
}


/**
 * A stream of inferences: requests go in, inferences come out, both at the same time. One thread may send while
 * another receives. Made by client::stream_open; destroying it cancels what is under way.
 */
class stream {
public:
    /** No stream. */
    stream() noexcept = default;

    /** Takes over a stream of modzy_edge.h. */
    explicit stream(edge_stream *owned) noexcept : handle_(owned) {}

    /** Sends a request; waits while the edge is slower. EDGE_DEADLINE_EXCEEDED: it was not sent, and may be sent
     *  again. */
    outcome<void> send(inference_request request, milliseconds timeout = default_timeout) const
    {
        detail::arguments kept;

        return detail::run(kept, edge_stream_send, get(), kept.request(std::move(request)),
                           detail::arguments::timeout(timeout));
    }

    /** Starts to send a request; the call has no result to take. */
    outcome<call> send_start(lasting_inference_request request, milliseconds timeout = default_timeout) const;

    /** Sends a request without waiting: the newest replaces the one that the stream keeps while the edge is slower.
     *  Returns how many were replaced: 0 or 1. */
    outcome<std::uint32_t> offer(inference_request request) const
    {
        detail::arguments kept;

        return detail::get<std::uint32_t, std::uint32_t>(kept, edge_stream_offer, get(),
                                                         kept.request(std::move(request)));
    }

    /** Waits for the next inference, as JSON; none when the edge has given all there will be. After
     *  EDGE_DEADLINE_EXCEEDED the stream goes on. */
    outcome<std::optional<std::string>> receive(milliseconds timeout = default_timeout) const
    {
        char *json = nullptr;
        result<void> worked = detail::attempt({}, edge_stream_receive, get(), detail::arguments::timeout(timeout),
                                              &json);
        std::optional<std::string> inference;

        if (json != nullptr)
            inference = detail::take(json);
        return detail::give(std::move(worked), std::move(inference));
    }

    /** Starts to receive; take_json of the call gives "null" at the end of the stream. */
    outcome<call> receive_start(milliseconds timeout = default_timeout) const;

    /** Says that no more requests will come. */
    outcome<void> half_close() const { return detail::run({}, edge_stream_half_close, get()); }

    /** Starts to say that no more requests will come; the call has no result to take. */
    outcome<call> half_close_start() const;

    /** Cancels the stream: who sends or receives gets EDGE_CANCELLED. */
    void cancel() const noexcept { edge_stream_cancel(get()); }

    /** Whether there is a stream. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    /** The handle for modzy_edge.h, which stays this object's. */
    edge_stream *get() const noexcept { return handle_.get(); }

private:
    detail::owner<edge_stream, edge_stream_destroy> handle_{};
};

/** How far a call is; see edge_progress. */
struct progress {
    /** Of an upload: how many bytes the edge has taken; total_bytes is 0 while it is unknown. */
    std::uint64_t sent_bytes = 0, total_bytes = 0;
    /** Of a wait: how many input items are done, failed, and there are in all; -1 while that is unknown. */
    std::int64_t completed = -1, failed = -1, total = -1;
};

/**
 * A call that was started. Destroying one that runs cancels it, and returns when nobody reads any more what it
 * borrowed.
 */
class call {
public:
    /** No call. */
    call() noexcept = default;

    /** Takes over a call of modzy_edge.h, and what it needs until it is done. */
    explicit call(edge_call *owned, std::shared_ptr<const void> needed = nullptr) noexcept
        : needed_(std::move(needed)), handle_(owned)
    {
    }

    call(call &&) noexcept = default;

    call &operator=(call &&other) noexcept
    {
        handle_ = std::move(other.handle_); // first, so that what the call before needs is there until it has ended
        needed_ = std::move(other.needed_);
        return *this;
    }

    /** A file descriptor that polls readable when the call is done; -1 if the process has none left. It is the
     *  call's. */
    int fd() const noexcept { return edge_call_fd(get()); }

    /** Whether the call is done, well or badly. */
    bool done() const noexcept { return edge_call_is_done(get()); }

    /** Waits until the call is done, well or badly: false if it is not in time, and goes on. */
    outcome<bool> wait(milliseconds timeout = no_timeout) const
    {
        result<void> worked = detail::attempt({}, edge_call_wait, get(), detail::arguments::timeout(timeout));

        return worked.code() == EDGE_DEADLINE_EXCEEDED ? detail::give(result<bool>(false))
                                                       : detail::give(std::move(worked), true);
    }

    /** How the call went; EDGE_FAILED_PRECONDITION while it runs. */
    edge_status status() const noexcept { return edge_call_result(get(), nullptr); }

    /** Why the call failed; none if it did not. Also an error while it runs. */
    std::optional<error> failure() const
    {
        const result<void> worked = detail::attempt({}, edge_call_result, get());

        return worked ? std::nullopt : std::optional<error>(worked.error());
    }

    /** Fails as the call did, if it did: for calls without a result. */
    outcome<void> check() const { return detail::run({}, edge_call_result, get()); }

    /** Takes the JSON that the call answered with. */
    outcome<std::string> take_json() { return detail::json({}, edge_call_take_json, get()); }

    /** Takes the bytes that the call answered with. */
    outcome<output> take_output()
    {
        void *data = nullptr;
        std::size_t size = 0;
        char *type = nullptr;
        result<void> worked = detail::attempt({}, edge_call_take_bytes, get(), &data, &size, &type);
        bytes owned(data, size);

        return detail::give(std::move(worked), output{std::move(owned), detail::take(type)});
    }

    /** Takes the stream that client::stream_open_start opened. */
    outcome<stream> take_stream()
    {
        return detail::get<edge_stream *, stream>({}, edge_call_take_stream, get());
    }

    /** How far a call of jobs_submit_files_start, jobs_wait_start or jobs_run_start is. */
    outcome<edge::progress> progress() const
    {
        edge_progress now = EDGE_PROGRESS_INIT;
        result<void> worked = detail::attempt({}, edge_call_progress, get(), &now);

        return detail::give(std::move(worked),
                            edge::progress{now.sent_bytes, now.total_bytes, now.completed, now.failed, now.total});
    }

    /** Cancels the call; it is done soon after. */
    void cancel() const noexcept { edge_call_cancel(get()); }

    /** Whether there is a call. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    /** The handle for modzy_edge.h, which stays this object's. */
    edge_call *get() const noexcept { return handle_.get(); }

private:
    std::shared_ptr<const void> needed_{};
    detail::owner<edge_call, edge_call_destroy> handle_{}; // last, so that it is destroyed first
};

namespace detail {

using kept = std::shared_ptr<arguments>;

inline kept keep()
{
    return std::make_shared<arguments>();
}

/** Starts a call that keeps what it needs. */
template <class Function, class... Arguments> outcome<call> start(kept needed, Function function, Arguments... given)
{
    edge_call *started = nullptr;
    result<void> worked = attempt(*needed, function, given..., &started);

    return give(std::move(worked), call(started, std::move(needed)));
}

} // namespace detail

inline outcome<call> stream::send_start(lasting_inference_request request, milliseconds timeout) const
{
    const auto kept = detail::keep();

    return detail::start(kept, edge_stream_send_start, get(), kept->request(std::move(request)),
                         detail::arguments::timeout(timeout));
}

inline outcome<call> stream::receive_start(milliseconds timeout) const
{
    return detail::start(detail::keep(), edge_stream_receive_start, get(), detail::arguments::timeout(timeout));
}

inline outcome<call> stream::half_close_start() const
{
    return detail::start(detail::keep(), edge_stream_half_close_start, get());
}


/** A call that queue::take gave, by what was said when it was added. */
struct completion {
    /** The call, which stays the owner's. */
    edge_call *call = nullptr;
    /** The pointer that was given to queue::add. */
    void *user_data = nullptr;

    /** That pointer, as what it was. */
    template <class T> T *as() const noexcept { return static_cast<T *>(user_data); }

    /** The number that was given to queue::add. */
    std::uintptr_t id() const noexcept { return reinterpret_cast<std::uintptr_t>(user_data); }
};

/**
 * Gives the calls that are done one after the other, with one file descriptor for any number of them. The calls stay
 * their owners': one that is destroyed does not come any more.
 *
 *     edge::queue queue = edge::queue::create();
 *     std::vector<edge::call> calls;
 *     for (const std::string &id : ids) {
 *         calls.push_back(client.jobs_wait_start(id));
 *         queue.add(calls.back(), calls.size() - 1);
 *     }
 *     for (std::size_t left = calls.size(); left > 0; left--)
 *         if (const std::optional<edge::completion> done = queue.take(60s))
 *             std::cout << calls[done->id()].take_json() << '\n';
 */
class queue {
public:
    /** No queue; create() makes one. */
    queue() noexcept = default;

    /** Takes over a queue of modzy_edge.h. */
    explicit queue(edge_queue *owned) noexcept : handle_(owned) {}

    /** Makes a queue. */
    static outcome<queue> create() { return detail::get<edge_queue *, queue>({}, edge_queue_create); }

    /** A file descriptor that polls readable while a call can be taken. It is the queue's. */
    int fd() const noexcept { return edge_queue_fd(get()); }

    /** Adds a call, which comes when it is done, with the pointer. A call can be added once. */
    outcome<void> add(const call &call, void *user_data = nullptr) const
    {
        return detail::run({}, edge_queue_add, get(), call.get(), user_data);
    }

    /** Adds a call, which comes when it is done, with the number; not one that is less than 0. */
    template <class Id, class = std::enable_if_t<std::is_integral_v<Id>>>
    outcome<void> add(const call &call, Id id) const
    {
        return add(call, reinterpret_cast<void *>(static_cast<std::uintptr_t>(id)));
    }

    /** Takes a call that is done, well or badly, in the order in which they ended; none if no call ends in time. */
    outcome<std::optional<completion>> take(milliseconds timeout = default_timeout) const
    {
        completion done;
        result<void> worked = detail::attempt({}, edge_queue_take, get(), detail::arguments::timeout(timeout),
                                              &done.call, &done.user_data);

        return worked.code() == EDGE_DEADLINE_EXCEEDED
                   ? detail::give(result<std::optional<completion>>(std::nullopt))
                   : detail::give(std::move(worked), std::optional<completion>(done));
    }

    /** Whether there is a queue. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    /** The handle for modzy_edge.h, which stays this object's. */
    edge_queue *get() const noexcept { return handle_.get(); }

private:
    detail::owner<edge_queue, edge_queue_destroy> handle_{};
};


/**
 * A connection to one edge. It is meant to be shared and kept. Destroying it cancels its calls that still run, and
 * returns when nobody reads any more what they borrowed.
 */
class client {
public:
    /** No client. */
    client() noexcept = default;

#if MODZY_EDGE_EXCEPTIONS
    /** Makes a client for one edge. It does not connect: the first call does. */
    explicit client(const std::string &host, std::uint32_t port = 55000, const client_options &options = {})
        : client(create(host, port, options))
    {
    }
#endif

    /** Makes a client for one edge. It does not connect: the first call does. */
    static outcome<client> create(const std::string &host, std::uint32_t port = 55000,
                                  const client_options &options = {})
    {
        detail::arguments kept;
        const char *name = kept.text(host);

        return detail::get<edge_client *, client>(kept, edge_client_create, name, port, kept.options(options));
    }

    /** Makes a client for an edge by its name in the configuration file of modzy-edge; the current one if the name is
     *  empty. What options set takes the place of what the file says. */
    static outcome<client> from_context(const std::string &name = {}, const client_options &options = {})
    {
        detail::arguments kept;
        const char *context = kept.optional(name);

        return detail::get<edge_client *, client>(kept, edge_client_create_from_context, context,
                                                  kept.options(options));
    }

    /** Takes over a client of modzy_edge.h. */
    explicit client(edge_client *owned) noexcept : handle_(owned) {}

    /** Destroys what is behind the client, from any thread: its calls end with EDGE_CANCELLED, later ones with
     *  EDGE_INVALID_HANDLE. */
    void close() const noexcept { edge_client_destroy(get()); }

    /** Whether there is a client, closed or not. */
    explicit operator bool() const noexcept { return handle_ != nullptr; }

    /** The handle for modzy_edge.h, which stays this object's. */
    edge_client *get() const noexcept { return handle_.get(); }

    /** Waits until the edge answers. */
    outcome<void> wait_ready(milliseconds timeout = default_timeout) const
    {
        return detail::run({}, edge_client_wait_ready, get(), detail::arguments::timeout(timeout));
    }

    /** wait_ready without blocking; it has no result to take: see call::check. */
    outcome<call> wait_ready_start(milliseconds timeout = default_timeout) const
    {
        return detail::start(detail::keep(), edge_client_wait_ready_start, get(),
                             detail::arguments::timeout(timeout));
    }

    /** Replaces the metadata of all calls, with the api_key: a token that expires. */
    outcome<void> set_metadata(const edge::metadata &entries) const
    {
        detail::arguments kept;
        const detail::array<edge_metadata> given = kept.metadata(entries);

        return detail::run(kept, edge_client_set_metadata, get(), given.data, given.size);
    }

    /** What the client has done since it was made, as JSON; see edge_client_stats. */
    outcome<std::string> stats() const
    {
        return detail::json({}, edge_client_stats, get());
    }

    /** Asks the edge for an answer, and says how long that took. */
    outcome<std::chrono::microseconds> ping(milliseconds timeout = default_timeout) const
    {
        return detail::get<std::uint64_t, std::chrono::microseconds>({}, edge_client_ping, get(),
                                                                     detail::arguments::timeout(timeout));
    }

    /** ping without blocking; its result is taken with call::take_json: {"round_trip_us": number}. */
    outcome<call> ping_start(milliseconds timeout = default_timeout) const
    {
        return detail::start(detail::keep(), edge_client_ping_start, get(), detail::arguments::timeout(timeout));
    }

    /** Submits a job with its data. */
    outcome<std::string> jobs_submit_embedded(const model &model, std::vector<source> sources,
                                              const submit_options &options = {}) const
    {
        detail::arguments kept;
        const auto items = kept.sources(std::move(sources));

        return detail::json(kept, edge_jobs_submit_embedded, get(), kept.text(model.identifier),
                            kept.text(model.version), items.data, items.size, kept.options(options));
    }

    /** jobs_submit_embedded without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_submit_embedded_start(const model &model, lasting_sources sources,
                                             const submit_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto items = kept->sources(std::move(sources));

        return detail::start(kept, edge_jobs_submit_embedded_start, get(), kept->text(model.identifier),
                             kept->text(model.version), items.data, items.size, kept->options(options));
    }

    /** Submits a job with text, which travels as it is. */
    outcome<std::string> jobs_submit_text(const model &model, std::vector<source> sources,
                                          const submit_options &options = {}) const
    {
        detail::arguments kept;
        const auto items = kept.sources(std::move(sources));

        return detail::json(kept, edge_jobs_submit_text, get(), kept.text(model.identifier), kept.text(model.version),
                            items.data, items.size, kept.options(options));
    }

    /** jobs_submit_text without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_submit_text_start(const model &model, lasting_sources sources,
                                         const submit_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto items = kept->sources(std::move(sources));

        return detail::start(kept, edge_jobs_submit_text_start, get(), kept->text(model.identifier),
                             kept->text(model.version), items.data, items.size, kept->options(options));
    }

    /** Submits a job with one data input, in an input item whose key is EDGE_SINGLE_SOURCE. */
    outcome<std::string> jobs_submit_bytes(const model &model, std::string input_key, buffer data) const
    {
        detail::arguments kept;
        const auto given = kept.data(std::move(data));

        return detail::json(kept, edge_jobs_submit_bytes, get(), kept.text(model.identifier),
                            kept.text(model.version), kept.text(std::move(input_key)), given.data, given.size);
    }

    /** jobs_submit_bytes without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_submit_bytes_start(const model &model, std::string input_key, lasting_buffer data) const
    {
        const auto kept = detail::keep();
        const auto given = kept->data(std::move(data));

        return detail::start(kept, edge_jobs_submit_bytes_start, get(), kept->text(model.identifier),
                             kept->text(model.version), kept->text(std::move(input_key)), given.data, given.size);
    }

    /** Submits a job with its data, waits until it is final, and fetches its results, all within the
     *  timeout of options.wait. An error has the job_identifier as soon as the edge has accepted the job. */
    outcome<std::string> jobs_run(const model &model, std::vector<source> sources,
                                  const submit_options &options = {}) const
    {
        detail::arguments kept;
        const auto items = kept.sources(std::move(sources));

        return detail::json(kept, edge_jobs_run, get(), kept.text(model.identifier), kept.text(model.version),
                            items.data, items.size, kept.options(options));
    }

    /** jobs_run without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_run_start(const model &model, lasting_sources sources,
                                 const submit_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto items = kept->sources(std::move(sources));

        return detail::start(kept, edge_jobs_run_start, get(), kept->text(model.identifier),
                             kept->text(model.version), items.data, items.size, kept->options(options));
    }

    /** Submits a job whose data the edge fetches from S3, or from a store that speaks its protocol. */
    outcome<std::string> jobs_submit_s3(const model &model, std::vector<object_source> sources, s3_access access,
                                        const submit_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_submit_s3, get(), kept.text(model.identifier), kept.text(model.version),
                            kept.objects(std::move(sources)), kept.access(std::move(access)), kept.options(options));
    }

    /** jobs_submit_s3 without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_submit_s3_start(const model &model, std::vector<object_source> sources, s3_access access,
                                       const submit_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_submit_s3_start, get(), kept->text(model.identifier),
                             kept->text(model.version), kept->objects(std::move(sources)),
                             kept->access(std::move(access)), kept->options(options));
    }

    /** Submits a job whose data the edge fetches from Azure's blob storage. */
    outcome<std::string> jobs_submit_azure(const model &model, std::vector<object_source> sources,
                                           azure_access access, const submit_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_submit_azure, get(), kept.text(model.identifier),
                            kept.text(model.version), kept.objects(std::move(sources)),
                            kept.access(std::move(access)), kept.options(options));
    }

    /** jobs_submit_azure without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_submit_azure_start(const model &model, std::vector<object_source> sources, azure_access access,
                                          const submit_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_submit_azure_start, get(), kept->text(model.identifier),
                             kept->text(model.version), kept->objects(std::move(sources)),
                             kept->access(std::move(access)), kept->options(options));
    }

    /** Submits a job whose data inputs are files, sent while they are read. See call::progress. */
    outcome<std::string> jobs_submit_files(const model &model, std::vector<file> files,
                                           const submit_options &options = {}) const
    {
        detail::arguments kept;
        const auto list = kept.files(std::move(files));

        return detail::json(kept, edge_jobs_submit_files, get(), kept.text(model.identifier),
                            kept.text(model.version), list.data, list.size, kept.options(options));
    }

    /** jobs_submit_files without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_submit_files_start(const model &model, std::vector<file> files,
                                          const submit_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto list = kept->files(std::move(files));

        return detail::start(kept, edge_jobs_submit_files_start, get(), kept->text(model.identifier),
                             kept->text(model.version), list.data, list.size, kept->options(options));
    }

    /** Opens a job whose input follows: jobs_append adds to it, jobs_close lets it begin. */
    outcome<std::string> jobs_open(const model &model, const submit_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_open, get(), kept.text(model.identifier), kept.text(model.version),
                            kept.options(options));
    }

    /** jobs_open without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_open_start(const model &model, const submit_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_open_start, get(), kept->text(model.identifier),
                             kept->text(model.version), kept->options(options));
    }

    /** Appends data to one data input of an open job. */
    outcome<void> jobs_append(std::string job_identifier, std::string source_key, std::string input_key, buffer data,
                              const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::run(kept, edge_jobs_append, get(), kept.text(std::move(job_identifier)),
                           kept.text(std::move(source_key)), kept.input(std::move(input_key), std::move(data)),
                           kept.options(options));
    }

    /** jobs_append without blocking; it has no result to take: see call::check. */
    outcome<call> jobs_append_start(std::string job_identifier, std::string source_key, std::string input_key,
                                    lasting_buffer data, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_append_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), kept->input(std::move(input_key), std::move(data)),
                             kept->options(options));
    }

    /** Closes an open job: its input is complete, and it begins. */
    outcome<std::string> jobs_close(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_close, get(), kept.text(std::move(job_identifier)),
                            kept.options(options));
    }

    /** jobs_close without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_close_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_close_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Tells how a job is doing. */
    outcome<std::string> jobs_get(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_get, get(), kept.text(std::move(job_identifier)), kept.options(options));
    }

    /** jobs_get without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_get_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Waits until a job is final. EDGE_DEADLINE_EXCEEDED if it has not in time: see error::last_json. */
    outcome<std::string> jobs_wait(std::string job_identifier, const wait_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_wait, get(), kept.text(std::move(job_identifier)), kept.options(options));
    }

    /** jobs_wait without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_wait_start(std::string job_identifier, const wait_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_wait_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Cancels a job. */
    outcome<std::string> jobs_cancel(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_cancel, get(), kept.text(std::move(job_identifier)),
                            kept.options(options));
    }

    /** jobs_cancel without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_cancel_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_cancel_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Cancels all jobs of the edge that have not come to their end. */
    outcome<std::string> jobs_cancel_all(const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_cancel_all, get(), kept.options(options));
    }

    /** jobs_cancel_all without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_cancel_all_start(const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_cancel_all_start, get(), kept->options(options));
    }

    /** Lists jobs. */
    outcome<std::string> jobs_list(job_filter filter = {}, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_list, get(), kept.filter(std::move(filter)), kept.options(options));
    }

    /** jobs_list without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_list_start(job_filter filter = {}, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_list_start, get(), kept->filter(std::move(filter)),
                             kept->options(options));
    }

    /** Lists jobs of the past, with all that is known of each. */
    outcome<std::string> jobs_list_history(job_history_filter filter = {}, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_list_history, get(), kept.filter(std::move(filter)),
                            kept.options(options));
    }

    /** jobs_list_history without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_list_history_start(job_history_filter filter = {}, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_list_history_start, get(), kept->filter(std::move(filter)),
                             kept->options(options));
    }

    /** Lists what became of one job. */
    outcome<std::string> jobs_get_history(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_get_history, get(), kept.text(std::move(job_identifier)),
                            kept.options(options));
    }

    /** jobs_get_history without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_get_history_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_history_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Asks for the limits of the edge. */
    outcome<std::string> jobs_get_features(const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_get_features, get(), kept.options(options));
    }

    /** jobs_get_features without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_get_features_start(const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_features_start, get(), kept->options(options));
    }

    /** Asks how much the access keys of the edge were used. */
    outcome<std::string> jobs_list_statistics(const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_list_statistics, get(), kept.options(options));
    }

    /** jobs_list_statistics without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_list_statistics_start(const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_list_statistics_start, get(), kept->options(options));
    }

    /** Asks how much one access key was used. */
    outcome<std::string> jobs_get_statistics(std::string access_key_prefix, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_get_statistics, get(), kept.text(std::move(access_key_prefix)),
                            kept.options(options));
    }

    /** jobs_get_statistics without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_get_statistics_start(std::string access_key_prefix, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_statistics_start, get(), kept->text(std::move(access_key_prefix)),
                             kept->options(options));
    }

    /** Fetches the results of a job. */
    outcome<std::string> jobs_get_results(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_get_results, get(), kept.text(std::move(job_identifier)),
                            kept.options(options));
    }

    /** jobs_get_results without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_get_results_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_results_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Fetches the result of one input item. */
    outcome<std::string> jobs_get_result(std::string job_identifier, std::string source_key,
                                         const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_jobs_get_result, get(), kept.text(std::move(job_identifier)),
                            kept.text(std::move(source_key)), kept.options(options));
    }

    /** jobs_get_result without blocking; its result is taken with call::take_json. */
    outcome<call> jobs_get_result_start(std::string job_identifier, std::string source_key,
                                        const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_result_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), kept->options(options));
    }

    /** Fetches one output of a result, as the bytes that the model wrote. */
    outcome<bytes> jobs_get_output(std::string job_identifier, std::string source_key, std::string output_key,
                                   const call_options &options = {}) const
    {
        detail::arguments kept;
        void *data = nullptr;
        std::size_t size = 0;
        result<void> worked = detail::attempt(kept, edge_jobs_get_output, get(), kept.text(std::move(job_identifier)),
                                              kept.text(std::move(source_key)), kept.text(std::move(output_key)),
                                              kept.options(options), &data, &size);

        return detail::give(std::move(worked), bytes(data, size));
    }

    /** jobs_get_output without blocking; its result is taken with call::take_output. */
    outcome<call> jobs_get_output_start(std::string job_identifier, std::string source_key, std::string output_key,
                                        const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_output_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), kept->text(std::move(output_key)),
                             kept->options(options));
    }

    /** Votes on a result: EDGE_VOTE_UP, EDGE_VOTE_DOWN, or EDGE_VOTE_NONE to take all votes back. */
    outcome<void> jobs_vote(std::string job_identifier, std::string source_key, edge_vote vote,
                            const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::run(kept, edge_jobs_vote, get(), kept.text(std::move(job_identifier)),
                           kept.text(std::move(source_key)), vote, kept.options(options));
    }

    /** jobs_vote without blocking; it has no result to take: see call::check. */
    outcome<call> jobs_vote_start(std::string job_identifier, std::string source_key, edge_vote vote,
                                  const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_vote_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), vote, kept->options(options));
    }

    /** Asks for the vote on a result. */
    outcome<edge_vote> jobs_get_vote(std::string job_identifier, std::string source_key,
                                     const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::get<edge_vote, edge_vote>(kept, edge_jobs_get_vote, get(),
                                                 kept.text(std::move(job_identifier)),
                                                 kept.text(std::move(source_key)), kept.options(options));
    }

    /** jobs_get_vote without blocking; its result is taken with call::take_json: {"vote": "NONE" | "UP" | "DOWN"}. */
    outcome<call> jobs_get_vote_start(std::string job_identifier, std::string source_key,
                                      const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_vote_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), kept->options(options));
    }

    /** Asks for an inference. */
    outcome<std::string> inferences_perform(inference_request request, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_inferences_perform, get(), kept.request(std::move(request)),
                            kept.options(options));
    }

    /** inferences_perform without blocking; its result is taken with call::take_json. */
    outcome<call> inferences_perform_start(lasting_inference_request request, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_perform_start, get(), kept->request(std::move(request)),
                             kept->options(options));
    }

    /** Tells how an inference is doing. */
    outcome<std::string> inferences_get(std::string inference_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_inferences_get, get(), kept.text(std::move(inference_identifier)),
                            kept.options(options));
    }

    /** inferences_get without blocking; its result is taken with call::take_json. */
    outcome<call> inferences_get_start(std::string inference_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_get_start, get(), kept->text(std::move(inference_identifier)),
                             kept->options(options));
    }

    /** Waits until an inference is final. EDGE_DEADLINE_EXCEEDED as with jobs_wait. */
    outcome<std::string> inferences_wait(std::string inference_identifier, const wait_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_inferences_wait, get(), kept.text(std::move(inference_identifier)),
                            kept.options(options));
    }

    /** inferences_wait without blocking; its result is taken with call::take_json. */
    outcome<call> inferences_wait_start(std::string inference_identifier, const wait_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_wait_start, get(), kept->text(std::move(inference_identifier)),
                             kept->options(options));
    }

    /** Asks for an inference and waits for its end, both within one time. */
    outcome<std::string> inferences_run(inference_request request, const wait_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(kept, edge_inferences_run, get(), kept.request(std::move(request)),
                            kept.options(options));
    }

    /** inferences_run without blocking; its result is taken with call::take_json. */
    outcome<call> inferences_run_start(lasting_inference_request request, const wait_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_run_start, get(), kept->request(std::move(request)),
                             kept->options(options));
    }

    /** Fetches one output of an inference, as the bytes that the model wrote. */
    outcome<output> inferences_get_output(std::string inference_identifier, std::string output_key,
                                          const call_options &options = {}) const
    {
        detail::arguments kept;
        void *data = nullptr;
        std::size_t size = 0;
        char *type = nullptr;
        result<void> worked = detail::attempt(kept, edge_inferences_get_output, get(),
                                              kept.text(std::move(inference_identifier)),
                                              kept.text(std::move(output_key)), kept.options(options), &data, &size,
                                              &type);
        bytes owned(data, size);

        return detail::give(std::move(worked), output{std::move(owned), detail::take(type)});
    }

    /** inferences_get_output without blocking; its result is taken with call::take_output. */
    outcome<call> inferences_get_output_start(std::string inference_identifier, std::string output_key,
                                              const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_get_output_start, get(),
                             kept->text(std::move(inference_identifier)), kept->text(std::move(output_key)),
                             kept->options(options));
    }

    /** Opens a stream of inferences. The deadline bounds the opening, and is the default of the sends and
     *  receives. */
    outcome<stream> stream_open(const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::get<edge_stream *, edge::stream>(kept, edge_stream_open, get(), kept.options(options));
    }

    /** stream_open without blocking; its result is taken with call::take_stream. */
    outcome<call> stream_open_start(const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_stream_open_start, get(), kept->options(options));
    }

private:
    detail::owner<edge_client, edge_client_destroy> handle_{};
};

} // namespace throwing or returning
} // namespace modzy::edge

#endif /* MODZY_EDGE_HPP */
