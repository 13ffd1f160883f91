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
 * edge_call_fd is call.fd(), edge_inferences_stream_send is stream.send(...), edge_version is version(). What a
 * function does, which statuses it ends with and what its JSON holds is said in modzy_edge.h, and holds here.
 *
 * Outcome. What fails throws modzy::edge::error, also for an argument that is wrong. Where failing is part of the
 * course there is a way without: call::status, call::failure and call::wait do not throw for what the call came to. A
 * program without exceptions uses modzy_edge.h, also beside this: get() of each class gives the handle.
 *
 * Memory. Data (bytes_view) is borrowed: until the function returns, or until the call is done where one is started;
 * it is never copied. A container that is a temporary would be gone before: the functions whose names end in _start
 * do not compile with one. All other arguments, keys and paths included, are kept as long as they are needed.
 *
 * Time. A timeout that is not given is the default that modzy_edge.h names; no_timeout stands for none. Zero does not
 * wait, nor does a negative duration: so the rest of a time budget can be passed as it is. In options and for a
 * polling interval, zero stands for the default: what is not set is zero there.
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
#include <cstdlib>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#if __cplusplus < 201703L
#error "modzy_edge.hpp needs C++17; modzy_edge.h is enough for C++11"
#endif

namespace modzy::edge {

/** How long. Seconds and minutes convert to it. */
using std::chrono::milliseconds;

/** For every duration: wait for as long as it takes. */
inline constexpr milliseconds no_timeout = milliseconds::max();

/** For every timeout: the default that modzy_edge.h names. */
inline constexpr milliseconds default_timeout = milliseconds::min();

namespace detail {

class arguments;

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
    const std::unique_ptr<char, void (*)(char *)> guard(value, edge_string_free);

    return value;
}

/** What went wrong. Copies share the same error. */
class error : public std::exception {
public:
    /** Takes over what a function of modzy_edge.h returned, and its error, which may be NULL. */
    error(edge_status code, edge_error *owned) : code_(code), error_(owned, edge_error_free) {}

    /** Takes over an error, which is not NULL. */
    explicit error(edge_error *owned) : error(edge_error_code(owned), owned) {}

    /** For an argument that is wrong before the library sees it. */
    error(edge_status code, std::string message)
        : code_(code), own_(std::make_shared<const own>(own{message, json_of(code, message)}))
    {
    }

    /** What happened and what to do about it, for people. */
    const char *what() const noexcept override
    {
        const char *message = own_ ? own_->message.c_str() : edge_error_message(error_.get());

        return *message == '\0' ? edge_status_name(code_) : message;
    }

    /** What to decide by: EDGE_NOT_FOUND, EDGE_DEADLINE_EXCEEDED, ... */
    edge_status code() const noexcept { return code_; }

    /** The name of code(): "NOT_FOUND". */
    const char *status() const noexcept { return edge_status_name(code_); }

    /** Whether the same call may succeed if it is made again a little later. */
    bool retriable() const noexcept { return edge_error_is_retriable(error_.get()); }

    /** All that is known, as JSON; lives as long as the error. */
    const char *detail_json() const noexcept
    {
        return own_ ? own_->detail.c_str() : edge_error_detail_json(error_.get());
    }

    /** The argument that was wrong, such as "sources[2].inputs[0].key"; "" if none was. */
    std::string parameter() const { return member(detail_json(), "parameter"); }

    /** The gRPC method, such as "/jobs.v1.JobService/SubmitJob"; "" before there was a call. */
    std::string method() const { return member(detail_json(), "method"); }

    /** Where the edge is, such as "localhost:55000"; "" before there was a call. */
    std::string endpoint() const { return member(detail_json(), "endpoint"); }

    /** The edge's own words; "" if it said nothing. */
    std::string server_message() const { return member(detail_json(), "server_message"); }

private:
    struct own {
        std::string message, detail;
    };

    /** The message is of this header, and has nothing that would have to be escaped. */
    static std::string json_of(edge_status code, const std::string &message)
    {
        return "{\"code\":" + std::to_string(code) + ",\"status\":\"" + edge_status_name(code) + "\",\"message\":\"" +
               message + "\",\"retriable\":false,\"origin\":\"local\"}";
    }

    edge_status code_;
    std::shared_ptr<edge_error> error_;
    std::shared_ptr<const own> own_;
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

/** Characters of which an array that is const is taken for a literal. */
template <class T>
inline constexpr bool is_character = std::is_same_v<T, char>
#ifdef __cpp_char8_t
                                     || std::is_same_v<T, char8_t>
#endif
    ;

} // namespace detail

/**
 * Borrowed bytes: a string, or anything with data() and size() whose elements are one byte each, an array too.
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

/** Borrowed bytes for a call that is started: not those of a temporary, which is gone before the call is done. */
class lasting_bytes_view : public bytes_view {
public:
    constexpr lasting_bytes_view() noexcept = default;
    constexpr lasting_bytes_view(const void *data, std::size_t size) noexcept : bytes_view(data, size) {}

    template <class T, class = std::enable_if_t<std::is_constructible_v<bytes_view, T> &&
                                                !detail::is_temporary<T>::value &&
                                                !std::is_base_of_v<lasting_bytes_view, std::decay_t<T>>>>
    constexpr lasting_bytes_view(T &&data) noexcept : bytes_view(std::forward<T>(data))
    {
    }

    template <class T, std::enable_if_t<std::is_constructible_v<bytes_view, T> && detail::is_temporary<T>::value,
                                        int> = 0>
    lasting_bytes_view(T &&temporary) = delete;
};

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
    struct free {
        void operator()(void *owned) const noexcept { edge_bytes_free(owned); }
    };
    std::unique_ptr<void, free> data_;
    std::size_t size_ = 0;
};

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

/** One data input: borrowed bytes under a key. */
struct input {
    std::string key;
    bytes_view data;
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
        lasting_bytes_view data;
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

    std::vector<source> sources_;
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
    std::string storage_account, storage_account_key;
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
    static inference_input bytes(std::string key, lasting_bytes_view data)
    {
        return {std::move(key), data, EDGE_INPUT_BYTES};
    }

    template <class T, class = std::enable_if_t<detail::is_temporary<T>::value>>
    static of_temporary bytes(std::string key, T &&data);

    /** Text in UTF-8. Borrowed. */
    static inference_input text(std::string key, lasting_bytes_view text)
    {
        return {std::move(key), text, EDGE_INPUT_TEXT};
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

    inference_input(std::string key, bytes_view data, edge_input_type type)
        : key_(std::move(key)), data_(data), type_(type)
    {
    }

    std::string key_;
    bytes_view data_;
    edge_input_type type_;
    std::string container_, path_;
    s3_access s3_;
    azure_access azure_;
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
    friend class detail::arguments;

    std::vector<inference_input> inputs_;
};

/** Texts to find an inference by. */
using tag_map = std::map<std::string, std::string>;

/** How a client behaves; see edge_client_options. Zero: the default. */
struct client_options {
    milliseconds deadline{}, connect_timeout{};
    edge_transport transport = EDGE_TRANSPORT_AUTO;
    std::uint32_t max_connections = 0;
    milliseconds idle_timeout{};
    std::uint64_t max_receive_bytes = 0;
    std::chrono::microseconds busy_poll{};
};

/** How a single call behaves; see edge_call_options. */
struct call_options {
    milliseconds deadline{};
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

/** Arguments as modzy_edge.h takes them, and kept as long as this: all but the data, which is borrowed. */
class arguments {
public:
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

    /** @throws error for what ends early in C. */
    const char *text(std::string value)
    {
        const std::size_t nul = value.find('\0');

        if (nul != std::string::npos)
            throw error(EDGE_INVALID_ARGUMENT, "A string argument holds a NUL character at position " +
                                                   std::to_string(nul) + ", where the library would take it to end; "
                                                   "remove it.");
        return texts_.emplace_back(std::move(value)).c_str();
    }

    const char *optional(std::string value) { return value.empty() ? nullptr : text(std::move(value)); }

    array<edge_source> sources(lasting_sources from) { return sources(std::move(from.sources_)); }

    array<edge_source> sources(std::vector<source> from)
    {
        for (source &item : from) {
            std::vector<edge_input> &list = keep(inputs_);

            for (input &each : item.inputs)
                list.push_back({text(std::move(each.key)), each.data.data(), each.data.size()});
            sources_.push_back({text(std::move(item.key)), list.data(), list.size()});
        }
        return {sources_.data(), sources_.size()};
    }

    array<edge_object_source> objects(std::vector<object_source> from)
    {
        for (object_source &item : from) {
            std::vector<edge_object> &list = keep(objects_);

            for (object &each : item.objects)
                list.push_back(
                    {text(std::move(each.key)), text(std::move(each.container)), text(std::move(each.path))});
            object_sources_.push_back({text(std::move(item.key)), list.data(), list.size()});
        }
        return {object_sources_.data(), object_sources_.size()};
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
        return &s3_.emplace_back(
            edge_s3_access{text(std::move(from.access_key_id)), text(std::move(from.secret_access_key)),
                           optional(std::move(from.region)), optional(std::move(from.endpoint))});
    }

    const edge_azure_access *access(azure_access from)
    {
        return &azure_.emplace_back(
            edge_azure_access{text(std::move(from.storage_account)), text(std::move(from.storage_account_key))});
    }

    array<edge_inference_input> inputs(lasting_inference_inputs from) { return inputs(std::move(from.inputs_)); }

    array<edge_inference_input> inputs(std::vector<inference_input> from)
    {
        for (inference_input &each : from) {
            const bool s3 = each.type_ == EDGE_INPUT_S3, azure = each.type_ == EDGE_INPUT_AZURE;

            inference_inputs_.push_back({text(std::move(each.key_)), each.data_.data(), each.data_.size(),
                                         text(std::move(each.container_)), text(std::move(each.path_)),
                                         s3 ? access(std::move(each.s3_)) : nullptr,
                                         azure ? access(std::move(each.azure_)) : nullptr, each.type_, 0});
        }
        return {inference_inputs_.data(), inference_inputs_.size()};
    }

    array<edge_tag> labels(const tag_map &from)
    {
        for (const auto &[key, value] : from)
            tags_.push_back({text(key), text(value)});
        return {tags_.data(), tags_.size()};
    }

    const edge_call_options *options(const call_options &from)
    {
        options_.deadline_ms = time(from.deadline);
        return &options_;
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
    template <class T> static T &keep(std::list<T> &list) { return list.emplace_back(); }

    std::list<std::string> texts_;
    std::list<std::vector<edge_input>> inputs_;
    std::vector<edge_source> sources_;
    std::list<std::vector<edge_object>> objects_;
    std::vector<edge_object_source> object_sources_;
    std::vector<edge_file> files_;
    std::list<edge_s3_access> s3_;
    std::list<edge_azure_access> azure_;
    std::vector<edge_inference_input> inference_inputs_;
    std::vector<edge_tag> tags_;
    edge_call_options options_ = EDGE_CALL_OPTIONS_INIT;
    edge_job_filter filter_ = EDGE_JOB_FILTER_INIT;
    edge_job_history_filter history_ = EDGE_JOB_HISTORY_FILTER_INIT;
};

inline void check(edge_status status, edge_error *owned)
{
    if (status != EDGE_OK)
        throw error(status, owned);
}

/** Takes over a string that a function of modzy_edge.h returned. */
inline std::string take(char *owned)
{
    const std::unique_ptr<char, void (*)(char *)> guard(owned, edge_string_free);

    return owned == nullptr ? std::string() : std::string(owned);
}

/** Calls a function that has no result. */
template <class Function, class... Arguments> void run(Function function, Arguments... arguments)
{
    edge_error *failure = nullptr;
    const edge_status status = function(arguments..., &failure);

    check(status, failure);
}

/** Calls a function that has one result. */
template <class Result, class Function, class... Arguments> Result get(Function function, Arguments... arguments)
{
    Result result{};

    run(function, arguments..., &result);
    return result;
}

/** Calls a function that answers with JSON. */
template <class Function, class... Arguments> std::string json(Function function, Arguments... arguments)
{
    return take(get<char *>(function, arguments...));
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
inline std::string diagnostics()
{
    return detail::json(edge_diagnostics);
}

/**
 * Reads values out of JSON that the library returned, by JSON Pointers (RFC 6901) such as "/model/name". Each member
 * throws edge::error: EDGE_NOT_FOUND where there is no such value or it is null, EDGE_INVALID_ARGUMENT where it is of
 * another type. Nothing is parsed before it is asked for.
 *
 *     const edge::json job(client.jobs_get(id));
 *     std::cout << job.string("/status") << ' ' << job.integer("/completed") << '\n';
 */
class json {
public:
    explicit json(std::string text) : text_(std::move(text)) {}

    const std::string &text() const noexcept { return text_; }

    std::string string(const std::string &pointer) const
    {
        return detail::json(edge_json_get_string, text_.c_str(), pointer.c_str());
    }

    std::int64_t integer(const std::string &pointer) const
    {
        return detail::get<std::int64_t>(edge_json_get_integer, text_.c_str(), pointer.c_str());
    }

    double number(const std::string &pointer) const
    {
        return detail::get<double>(edge_json_get_double, text_.c_str(), pointer.c_str());
    }

    bool boolean(const std::string &pointer) const
    {
        return detail::get<bool>(edge_json_get_bool, text_.c_str(), pointer.c_str());
    }

    /** The number of members or elements of the object or array at the pointer. */
    std::size_t count(const std::string &pointer = {}) const
    {
        return detail::get<std::size_t>(edge_json_count, text_.c_str(), pointer.c_str());
    }

    /** The name of a member of the object at the pointer. */
    std::string key_at(const std::string &pointer, std::size_t index) const
    {
        return detail::json(edge_json_key_at, text_.c_str(), pointer.c_str(), index);
    }

    /** The value at the pointer, as JSON of its own. */
    json at(const std::string &pointer) const
    {
        return json(detail::json(edge_json_raw, text_.c_str(), pointer.c_str()));
    }

private:
    std::string text_;
};

/** Receives a log message; called on any thread, on several at once. It must not call the library, nor throw. */
using log_function = std::function<void(edge_log_level level, std::string_view message)>;

/** Sets what receives the log messages of the whole library; none turns logging off. See edge_log_set. */
inline void log_set(log_function function, edge_log_level minimum = EDGE_LOG_INFO)
{
    static std::mutex gate;
    static log_function *current; // not destroyed at the end of the program, when there may still be messages
    const std::lock_guard<std::mutex> lock(gate);
    std::unique_ptr<log_function> next(function ? new log_function(std::move(function)) : nullptr);
    const edge_log_callback callback = [](edge_log_level level, const char *message, void *user_data) noexcept {
        (*static_cast<log_function *>(user_data))(level, message);
    };

    detail::run(edge_log_set, next ? callback : nullptr, minimum, static_cast<void *>(next.get()));
    delete current; // it is not running, and will not be called again
    current = next.release();
}

/** Decides, after a signal, whether the blocking call of the calling thread goes on; must not throw. */
using interrupt_function = std::function<bool()>;

/** Sets what decides for the calling thread whether its blocking calls go on after a signal; one that does not throws
 *  EDGE_CANCELLED. With none they all go on. See edge_interrupt_set. */
inline void interrupt_set(interrupt_function goes_on)
{
    thread_local interrupt_function current;
    const edge_interrupt_callback callback = [](void *user_data) noexcept {
        return (*static_cast<interrupt_function *>(user_data))() ? 0 : 1;
    };

    detail::run(edge_interrupt_set, goes_on ? callback : nullptr, static_cast<void *>(&current));
    current = std::move(goes_on);
}


class call;
class client;

/**
 * A stream of inferences: requests go in, inferences come out, both at the same time. One thread may send while
 * another receives. Made by client::inferences_stream_open; destroying it cancels what is under way.
 */
class stream {
public:
    /** Takes over a stream of modzy_edge.h. */
    explicit stream(edge_stream *owned) noexcept : handle_(owned) {}

    /** Sends a request; waits while the edge is slower. EDGE_DEADLINE_EXCEEDED: it was not sent, and may be sent
     *  again. */
    void send(const model &model, std::vector<inference_input> inputs, const tag_map &tags = {}, bool explain = false,
              milliseconds timeout = default_timeout)
    {
        detail::arguments kept;
        const auto given = kept.inputs(std::move(inputs));
        const auto labels = kept.labels(tags);

        detail::run(edge_inferences_stream_send, get(), kept.text(model.identifier), kept.text(model.version),
                    given.data, given.size, labels.data, labels.size, explain, detail::arguments::timeout(timeout));
    }

    /** Starts to send a request; the call has no result to take. */
    call send_start(const model &model, lasting_inference_inputs inputs, const tag_map &tags = {},
                    bool explain = false, milliseconds timeout = default_timeout);

    /** Waits for the next inference, as JSON; none when the edge has given all there will be. After
     *  EDGE_DEADLINE_EXCEEDED the stream goes on. */
    std::optional<std::string> receive(milliseconds timeout = default_timeout)
    {
        char *json = detail::get<char *>(edge_inferences_stream_receive, get(), detail::arguments::timeout(timeout));

        return json == nullptr ? std::nullopt : std::optional<std::string>(detail::take(json));
    }

    /** Starts to receive; take_json of the call gives "null" at the end of the stream. */
    call receive_start(milliseconds timeout = default_timeout);

    /** Says that no more requests will come. */
    void half_close() { detail::run(edge_inferences_stream_half_close, get()); }

    /** Starts to say that no more requests will come; the call has no result to take. */
    call half_close_start();

    /** Cancels the stream: who sends or receives gets EDGE_CANCELLED. */
    void cancel() const noexcept { edge_inferences_stream_cancel(get()); }

    /** The handle for modzy_edge.h, which stays this object's. */
    edge_stream *get() const noexcept { return handle_.get(); }

private:
    struct free {
        void operator()(edge_stream *owned) const noexcept { edge_inferences_stream_free(owned); }
    };
    std::unique_ptr<edge_stream, free> handle_;
};

/** How many bytes of an upload the edge has taken; total is 0 while it is unknown. */
struct progress {
    std::uint64_t sent, total;
};

/** How many input items of a job are done, failed, and there are in all; -1 while that is unknown. */
struct job_progress {
    std::int64_t completed, failed, total;
};

/**
 * A call that was started. Destroying one that runs cancels it, and returns when nobody reads any more what it
 * borrowed.
 */
class call {
public:
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
    bool wait(milliseconds timeout = no_timeout) const
    {
        edge_error *failure = nullptr;
        const edge_status status = edge_call_wait(get(), detail::arguments::timeout(timeout), &failure);

        if (status != EDGE_DEADLINE_EXCEEDED)
            detail::check(status, failure);
        edge_error_free(status == EDGE_DEADLINE_EXCEEDED ? failure : nullptr);
        return status == EDGE_OK;
    }

    /** How the call went; EDGE_FAILED_PRECONDITION while it runs. */
    edge_status status() const noexcept { return edge_call_result(get(), nullptr); }

    /** Why the call failed; none if it did not. Also an error while it runs. */
    std::optional<error> failure() const
    {
        edge_error *failure = nullptr;
        const edge_status status = edge_call_result(get(), &failure);

        return status == EDGE_OK ? std::nullopt : std::optional<error>(std::in_place, status, failure);
    }

    /** Throws why the call failed, if it did: for calls without a result. */
    void check() const { detail::run(edge_call_result, get()); }

    /** Takes the JSON that the call answered with. */
    std::string take_json() { return detail::json(edge_call_take_json, get()); }

    /** Takes the bytes that the call answered with. */
    output take_output()
    {
        void *data = nullptr;
        std::size_t size = 0;
        char *type = nullptr;

        detail::run(edge_call_take_bytes, get(), &data, &size, &type);
        bytes owned(data, size);
        return {std::move(owned), detail::take(type)};
    }

    /** Takes the stream that client::inferences_stream_open_start opened. */
    stream take_stream() { return stream(detail::get<edge_stream *>(edge_call_take_stream, get())); }

    /** How far the job is that client::jobs_wait_start waits for. */
    edge::job_progress job_progress() const
    {
        edge::job_progress now{};

        detail::run(edge_call_job_progress, get(), &now.completed, &now.failed, &now.total);
        return now;
    }

    /** How far client::jobs_submit_file_start is. */
    edge::progress progress() const
    {
        edge::progress now{};

        detail::run(edge_call_progress, get(), &now.sent, &now.total);
        return now;
    }

    /** Cancels the call; it is done soon after. */
    void cancel() const noexcept { edge_call_cancel(get()); }

    /** The handle for modzy_edge.h, which stays this object's. */
    edge_call *get() const noexcept { return handle_.get(); }

private:
    struct free {
        void operator()(edge_call *owned) const noexcept { edge_call_free(owned); }
    };
    std::shared_ptr<const void> needed_;
    std::unique_ptr<edge_call, free> handle_; // last, so that it is destroyed first
};

namespace detail {

using kept = std::shared_ptr<arguments>;

inline kept keep()
{
    return std::make_shared<arguments>();
}

/** Starts a call that keeps what it needs. */
template <class Function, class... Arguments> call start(kept needed, Function function, Arguments... arguments)
{
    return call(get<edge_call *>(function, arguments...), std::move(needed));
}

} // namespace detail

inline call stream::send_start(const model &model, lasting_inference_inputs inputs, const tag_map &tags,
                               bool explain, milliseconds timeout)
{
    const auto kept = detail::keep();
    const auto given = kept->inputs(std::move(inputs));
    const auto labels = kept->labels(tags);

    return detail::start(kept, edge_inferences_stream_send_start, get(), kept->text(model.identifier),
                         kept->text(model.version), given.data, given.size, labels.data, labels.size, explain,
                         detail::arguments::timeout(timeout));
}

inline call stream::receive_start(milliseconds timeout)
{
    return detail::start(nullptr, edge_inferences_stream_receive_start, get(), detail::arguments::timeout(timeout));
}

inline call stream::half_close_start()
{
    return detail::start(nullptr, edge_inferences_stream_half_close_start, get());
}


/**
 * A connection to one edge. It is meant to be shared and kept. Destroying it cancels its calls that still run, and
 * returns when nobody reads any more what they borrowed.
 */
class client {
public:
    /** Makes a client for one edge. It does not connect: the first call does. */
    explicit client(const std::string &host, std::uint32_t port = 55000, const client_options &options = {})
    {
        edge_client_options c_options = EDGE_CLIENT_OPTIONS_INIT;
        detail::arguments kept;

        c_options.deadline_ms = detail::arguments::time(options.deadline);
        c_options.connect_timeout_ms = detail::arguments::time(options.connect_timeout);
        c_options.transport = options.transport;
        c_options.max_connections = options.max_connections;
        c_options.idle_timeout_ms = detail::arguments::time(options.idle_timeout);
        c_options.max_receive_bytes = options.max_receive_bytes;
        c_options.busy_poll_us = detail::arguments::microseconds(options.busy_poll);
        handle_.reset(detail::get<edge_client *>(edge_client_create, kept.text(host), port, &c_options));
    }

    /** Takes over a client of modzy_edge.h. */
    explicit client(edge_client *owned) noexcept : handle_(owned) {}

    /** Destroys what is behind the client, from any thread: its calls end with EDGE_CANCELLED, later ones with
     *  EDGE_INVALID_HANDLE. */
    void close() const noexcept { edge_client_destroy(get()); }

    /** The handle for modzy_edge.h, which stays this object's. */
    edge_client *get() const noexcept { return handle_.get(); }

    /** Waits until the edge answers. */
    void wait_ready(milliseconds timeout = default_timeout) const
    {
        detail::run(edge_client_wait_ready, get(), detail::arguments::timeout(timeout));
    }

    /** wait_ready without blocking; it has no result to take: see call::check. */
    call wait_ready_start(milliseconds timeout = default_timeout) const
    {
        return detail::start(nullptr, edge_client_wait_ready_start, get(), detail::arguments::timeout(timeout));
    }

    /** Submits a job with its data. */
    std::string jobs_submit_embedded(const model &model, std::vector<source> sources, bool explain = false,
                                     const call_options &options = {}) const
    {
        detail::arguments kept;
        const auto items = kept.sources(std::move(sources));

        return detail::json(edge_jobs_submit_embedded, get(), kept.text(model.identifier), kept.text(model.version),
                            items.data, items.size, explain, kept.options(options));
    }

    /** jobs_submit_embedded without blocking; its result is taken with call::take_json. */
    call jobs_submit_embedded_start(const model &model, lasting_sources sources, bool explain = false,
                                    const call_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto items = kept->sources(std::move(sources));

        return detail::start(kept, edge_jobs_submit_embedded_start, get(), kept->text(model.identifier),
                             kept->text(model.version), items.data, items.size, explain, kept->options(options));
    }

    /** Submits a job with text, which travels as it is. */
    std::string jobs_submit_text(const model &model, std::vector<source> sources, bool explain = false,
                                 const call_options &options = {}) const
    {
        detail::arguments kept;
        const auto items = kept.sources(std::move(sources));

        return detail::json(edge_jobs_submit_text, get(), kept.text(model.identifier), kept.text(model.version),
                            items.data, items.size, explain, kept.options(options));
    }

    /** jobs_submit_text without blocking; its result is taken with call::take_json. */
    call jobs_submit_text_start(const model &model, lasting_sources sources, bool explain = false,
                                const call_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto items = kept->sources(std::move(sources));

        return detail::start(kept, edge_jobs_submit_text_start, get(), kept->text(model.identifier),
                             kept->text(model.version), items.data, items.size, explain, kept->options(options));
    }

    /** Submits a job whose data the edge fetches from S3, or from a store that speaks its protocol. */
    std::string jobs_submit_s3(const model &model, std::vector<object_source> sources, s3_access access,
                               bool explain = false, const call_options &options = {}) const
    {
        detail::arguments kept;
        const auto items = kept.objects(std::move(sources));

        return detail::json(edge_jobs_submit_s3, get(), kept.text(model.identifier), kept.text(model.version),
                            items.data, items.size, kept.access(std::move(access)), explain, kept.options(options));
    }

    /** jobs_submit_s3 without blocking; its result is taken with call::take_json. */
    call jobs_submit_s3_start(const model &model, std::vector<object_source> sources, s3_access access,
                              bool explain = false, const call_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto items = kept->objects(std::move(sources));

        return detail::start(kept, edge_jobs_submit_s3_start, get(), kept->text(model.identifier),
                             kept->text(model.version), items.data, items.size, kept->access(std::move(access)),
                             explain, kept->options(options));
    }

    /** Submits a job whose data the edge fetches from Azure's blob storage. */
    std::string jobs_submit_azure(const model &model, std::vector<object_source> sources, azure_access access,
                                  bool explain = false, const call_options &options = {}) const
    {
        detail::arguments kept;
        const auto items = kept.objects(std::move(sources));

        return detail::json(edge_jobs_submit_azure, get(), kept.text(model.identifier), kept.text(model.version),
                            items.data, items.size, kept.access(std::move(access)), explain, kept.options(options));
    }

    /** jobs_submit_azure without blocking; its result is taken with call::take_json. */
    call jobs_submit_azure_start(const model &model, std::vector<object_source> sources, azure_access access,
                                 bool explain = false, const call_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto items = kept->objects(std::move(sources));

        return detail::start(kept, edge_jobs_submit_azure_start, get(), kept->text(model.identifier),
                             kept->text(model.version), items.data, items.size, kept->access(std::move(access)),
                             explain, kept->options(options));
    }

    /** Submits a job whose data inputs are files, sent while they are read. See call::progress of the twin. */
    std::string jobs_submit_file(const model &model, std::vector<file> files, bool explain = false,
                                 const call_options &options = {}) const
    {
        detail::arguments kept;
        const auto list = kept.files(std::move(files));

        return detail::json(edge_jobs_submit_file, get(), kept.text(model.identifier), kept.text(model.version),
                            list.data, list.size, explain, kept.options(options));
    }

    /** jobs_submit_file without blocking; its result is taken with call::take_json. */
    call jobs_submit_file_start(const model &model, std::vector<file> files, bool explain = false,
                                const call_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto list = kept->files(std::move(files));

        return detail::start(kept, edge_jobs_submit_file_start, get(), kept->text(model.identifier),
                             kept->text(model.version), list.data, list.size, explain, kept->options(options));
    }

    /** Opens a job whose input follows: jobs_append adds to it, jobs_close lets it begin. */
    std::string jobs_open(const model &model, bool explain = false, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_open, get(), kept.text(model.identifier), kept.text(model.version), explain,
                            kept.options(options));
    }

    /** jobs_open without blocking; its result is taken with call::take_json. */
    call jobs_open_start(const model &model, bool explain = false, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_open_start, get(), kept->text(model.identifier),
                             kept->text(model.version), explain, kept->options(options));
    }

    /** Appends bytes to one data input of an open job. */
    void jobs_append(std::string job_identifier, std::string source_key, std::string input_key, bytes_view data,
                     const call_options &options = {}) const
    {
        detail::arguments kept;

        detail::run(edge_jobs_append, get(), kept.text(std::move(job_identifier)), kept.text(std::move(source_key)),
                    kept.text(std::move(input_key)), data.data(), data.size(), kept.options(options));
    }

    /** jobs_append without blocking; it has no result to take: see call::check. */
    call jobs_append_start(std::string job_identifier, std::string source_key, std::string input_key,
                           lasting_bytes_view data, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_append_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), kept->text(std::move(input_key)), data.data(),
                             data.size(), kept->options(options));
    }

    /** Closes an open job: its input is complete, and it begins. */
    std::string jobs_close(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_close, get(), kept.text(std::move(job_identifier)), kept.options(options));
    }

    /** jobs_close without blocking; its result is taken with call::take_json. */
    call jobs_close_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_close_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Tells how a job is doing. */
    std::string jobs_get(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_get, get(), kept.text(std::move(job_identifier)), kept.options(options));
    }

    /** jobs_get without blocking; its result is taken with call::take_json. */
    call jobs_get_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Waits until a job has come to its end. EDGE_DEADLINE_EXCEEDED if it has not in time. */
    std::string jobs_wait(std::string job_identifier, milliseconds timeout = default_timeout,
                          milliseconds poll_interval = {}, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_wait, get(), kept.text(std::move(job_identifier)),
                            detail::arguments::timeout(timeout), detail::arguments::time(poll_interval),
                            kept.options(options));
    }

    /** jobs_wait without blocking; its result is taken with call::take_json. */
    call jobs_wait_start(std::string job_identifier, milliseconds timeout = default_timeout,
                         milliseconds poll_interval = {}, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_wait_start, get(), kept->text(std::move(job_identifier)),
                             detail::arguments::timeout(timeout), detail::arguments::time(poll_interval),
                             kept->options(options));
    }

    /** Cancels a job. */
    std::string jobs_cancel(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_cancel, get(), kept.text(std::move(job_identifier)), kept.options(options));
    }

    /** jobs_cancel without blocking; its result is taken with call::take_json. */
    call jobs_cancel_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_cancel_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Cancels all jobs of the edge that have not come to their end. */
    std::string jobs_cancel_all(const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_cancel_all, get(), kept.options(options));
    }

    /** jobs_cancel_all without blocking; its result is taken with call::take_json. */
    call jobs_cancel_all_start(const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_cancel_all_start, get(), kept->options(options));
    }

    /** Lists jobs. */
    std::string jobs_list(job_filter filter = {}, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_list, get(), kept.filter(std::move(filter)), kept.options(options));
    }

    /** jobs_list without blocking; its result is taken with call::take_json. */
    call jobs_list_start(job_filter filter = {}, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_list_start, get(), kept->filter(std::move(filter)),
                             kept->options(options));
    }

    /** Lists jobs of the past, with all that is known of each. */
    std::string jobs_history(job_history_filter filter = {}, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_history, get(), kept.filter(std::move(filter)), kept.options(options));
    }

    /** jobs_history without blocking; its result is taken with call::take_json. */
    call jobs_history_start(job_history_filter filter = {}, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_history_start, get(), kept->filter(std::move(filter)),
                             kept->options(options));
    }

    /** Lists what became of one job. */
    std::string jobs_get_history(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_get_history, get(), kept.text(std::move(job_identifier)),
                            kept.options(options));
    }

    /** jobs_get_history without blocking; its result is taken with call::take_json. */
    call jobs_get_history_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_history_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Asks for the limits of the edge. */
    std::string jobs_features(const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_features, get(), kept.options(options));
    }

    /** jobs_features without blocking; its result is taken with call::take_json. */
    call jobs_features_start(const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_features_start, get(), kept->options(options));
    }

    /** Asks how much the access keys of the edge were used. */
    std::string jobs_statistics(const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_statistics, get(), kept.options(options));
    }

    /** jobs_statistics without blocking; its result is taken with call::take_json. */
    call jobs_statistics_start(const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_statistics_start, get(), kept->options(options));
    }

    /** Asks how much one access key was used. */
    std::string jobs_key_statistics(std::string access_key_prefix, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_key_statistics, get(), kept.text(std::move(access_key_prefix)),
                            kept.options(options));
    }

    /** jobs_key_statistics without blocking; its result is taken with call::take_json. */
    call jobs_key_statistics_start(std::string access_key_prefix, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_key_statistics_start, get(), kept->text(std::move(access_key_prefix)),
                             kept->options(options));
    }

    /** Fetches the results of a job. */
    std::string jobs_get_results(std::string job_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_get_results, get(), kept.text(std::move(job_identifier)),
                            kept.options(options));
    }

    /** jobs_get_results without blocking; its result is taken with call::take_json. */
    call jobs_get_results_start(std::string job_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_results_start, get(), kept->text(std::move(job_identifier)),
                             kept->options(options));
    }

    /** Fetches the result of one input item. */
    std::string jobs_get_result(std::string job_identifier, std::string source_key,
                                const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_jobs_get_result, get(), kept.text(std::move(job_identifier)),
                            kept.text(std::move(source_key)), kept.options(options));
    }

    /** jobs_get_result without blocking; its result is taken with call::take_json. */
    call jobs_get_result_start(std::string job_identifier, std::string source_key,
                               const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_result_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), kept->options(options));
    }

    /** Fetches one output of a result, as the bytes that the model wrote. */
    bytes jobs_get_output(std::string job_identifier, std::string source_key, std::string output_key,
                          const call_options &options = {}) const
    {
        detail::arguments kept;
        void *data = nullptr;
        std::size_t size = 0;

        detail::run(edge_jobs_get_output, get(), kept.text(std::move(job_identifier)),
                    kept.text(std::move(source_key)), kept.text(std::move(output_key)), kept.options(options), &data,
                    &size);
        return bytes(data, size);
    }

    /** jobs_get_output without blocking; its result is taken with call::take_output. */
    call jobs_get_output_start(std::string job_identifier, std::string source_key, std::string output_key,
                               const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_output_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), kept->text(std::move(output_key)),
                             kept->options(options));
    }

    /** Votes on a result: EDGE_VOTE_UP, EDGE_VOTE_DOWN, or EDGE_VOTE_NONE to take all votes back. */
    void jobs_vote(std::string job_identifier, std::string source_key, edge_vote vote,
                   const call_options &options = {}) const
    {
        detail::arguments kept;

        detail::run(edge_jobs_vote, get(), kept.text(std::move(job_identifier)), kept.text(std::move(source_key)),
                    vote, kept.options(options));
    }

    /** jobs_vote without blocking; it has no result to take: see call::check. */
    call jobs_vote_start(std::string job_identifier, std::string source_key, edge_vote vote,
                         const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_vote_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), vote, kept->options(options));
    }

    /** Asks for the vote on a result. */
    edge_vote jobs_get_vote(std::string job_identifier, std::string source_key,
                            const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::get<edge_vote>(edge_jobs_get_vote, get(), kept.text(std::move(job_identifier)),
                                      kept.text(std::move(source_key)), kept.options(options));
    }

    /** jobs_get_vote without blocking; its result is taken with call::take_json: {"vote": "NONE" | "UP" | "DOWN"}. */
    call jobs_get_vote_start(std::string job_identifier, std::string source_key,
                             const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_jobs_get_vote_start, get(), kept->text(std::move(job_identifier)),
                             kept->text(std::move(source_key)), kept->options(options));
    }

    /** Asks for an inference. */
    std::string inferences_perform(const model &model, std::vector<inference_input> inputs, const tag_map &tags = {},
                                   bool explain = false, const call_options &options = {}) const
    {
        detail::arguments kept;
        const auto given = kept.inputs(std::move(inputs));
        const auto labels = kept.labels(tags);

        return detail::json(edge_inferences_perform, get(), kept.text(model.identifier), kept.text(model.version),
                            given.data, given.size, labels.data, labels.size, explain, kept.options(options));
    }

    /** inferences_perform without blocking; its result is taken with call::take_json. */
    call inferences_perform_start(const model &model, lasting_inference_inputs inputs, const tag_map &tags = {},
                                  bool explain = false, const call_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto given = kept->inputs(std::move(inputs));
        const auto labels = kept->labels(tags);

        return detail::start(kept, edge_inferences_perform_start, get(), kept->text(model.identifier),
                             kept->text(model.version), given.data, given.size, labels.data, labels.size, explain,
                             kept->options(options));
    }

    /** Tells how an inference is doing. */
    std::string inferences_get(std::string inference_identifier, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_inferences_get, get(), kept.text(std::move(inference_identifier)),
                            kept.options(options));
    }

    /** inferences_get without blocking; its result is taken with call::take_json. */
    call inferences_get_start(std::string inference_identifier, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_get_start, get(), kept->text(std::move(inference_identifier)),
                             kept->options(options));
    }

    /** Waits until an inference has come to its end. */
    std::string inferences_wait(std::string inference_identifier, milliseconds timeout = default_timeout,
                                milliseconds poll_interval = {}, const call_options &options = {}) const
    {
        detail::arguments kept;

        return detail::json(edge_inferences_wait, get(), kept.text(std::move(inference_identifier)),
                            detail::arguments::timeout(timeout), detail::arguments::time(poll_interval),
                            kept.options(options));
    }

    /** inferences_wait without blocking; its result is taken with call::take_json. */
    call inferences_wait_start(std::string inference_identifier, milliseconds timeout = default_timeout,
                               milliseconds poll_interval = {}, const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_wait_start, get(), kept->text(std::move(inference_identifier)),
                             detail::arguments::timeout(timeout), detail::arguments::time(poll_interval),
                             kept->options(options));
    }

    /** Asks for an inference and waits for its end, both within one time. */
    std::string inferences_run(const model &model, std::vector<inference_input> inputs, const tag_map &tags = {},
                               bool explain = false, milliseconds timeout = default_timeout,
                               milliseconds poll_interval = {}, const call_options &options = {}) const
    {
        detail::arguments kept;
        const auto given = kept.inputs(std::move(inputs));
        const auto labels = kept.labels(tags);

        return detail::json(edge_inferences_run, get(), kept.text(model.identifier), kept.text(model.version),
                            given.data, given.size, labels.data, labels.size, explain,
                            detail::arguments::timeout(timeout), detail::arguments::time(poll_interval),
                            kept.options(options));
    }

    /** inferences_run without blocking; its result is taken with call::take_json. */
    call inferences_run_start(const model &model, lasting_inference_inputs inputs, const tag_map &tags = {},
                              bool explain = false, milliseconds timeout = default_timeout,
                              milliseconds poll_interval = {}, const call_options &options = {}) const
    {
        const auto kept = detail::keep();
        const auto given = kept->inputs(std::move(inputs));
        const auto labels = kept->labels(tags);

        return detail::start(kept, edge_inferences_run_start, get(), kept->text(model.identifier),
                             kept->text(model.version), given.data, given.size, labels.data, labels.size, explain,
                             detail::arguments::timeout(timeout), detail::arguments::time(poll_interval),
                             kept->options(options));
    }

    /** Fetches one output of an inference, as the bytes that the model wrote. */
    output inferences_get_output(std::string inference_identifier, std::string output_key,
                                 const call_options &options = {}) const
    {
        detail::arguments kept;
        void *data = nullptr;
        std::size_t size = 0;
        char *type = nullptr;

        detail::run(edge_inferences_get_output, get(), kept.text(std::move(inference_identifier)),
                    kept.text(std::move(output_key)), kept.options(options), &data, &size, &type);
        bytes owned(data, size);
        return {std::move(owned), detail::take(type)};
    }

    /** inferences_get_output without blocking; its result is taken with call::take_output. */
    call inferences_get_output_start(std::string inference_identifier, std::string output_key,
                                     const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_get_output_start, get(),
                             kept->text(std::move(inference_identifier)), kept->text(std::move(output_key)),
                             kept->options(options));
    }

    /** Opens a stream of inferences. The deadline is that of the stream as a whole; none by default. */
    stream inferences_stream_open(const call_options &options = {}) const
    {
        detail::arguments kept;

        return edge::stream(detail::get<edge_stream *>(edge_inferences_stream_open, get(), kept.options(options)));
    }

    /** inferences_stream_open without blocking; its result is taken with call::take_stream. */
    call inferences_stream_open_start(const call_options &options = {}) const
    {
        const auto kept = detail::keep();

        return detail::start(kept, edge_inferences_stream_open_start, get(), kept->options(options));
    }

private:
    struct destroy {
        void operator()(edge_client *owned) const noexcept { edge_client_destroy(owned); }
    };
    std::unique_ptr<edge_client, destroy> handle_;
};

} // namespace modzy::edge

#endif /* MODZY_EDGE_HPP */
