/*
 * watch - runs a model on an edge over several files at once, in one thread
 *
 *     watch [--host HOST] [--port PORT] MODEL VERSION FILE...
 *
 * Each file is a job of its own, whose data input has the key "input". The files are uploaded, the jobs waited for and
 * their results fetched all at the same time: each step is a call that was started, and a queue gives those that are
 * done. (A program with an event loop polls queue.fd(), and takes what is there.) Standard output gets the results of
 * each job as a line of JSON, in the order in which they come; progress and errors go to standard error.
 *
 * Exit status: 0 all jobs are complete, 1 one of them is not, 2 an argument is wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <modzy_edge.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <list>
#include <optional>
#include <string>

namespace edge = modzy::edge;

namespace {

const char usage[] = "usage: watch [--host HOST] [--port PORT] MODEL VERSION FILE...\n";

/* One file on its way: the call that is under way, and what to do when it is done. */
class job {
public:
    job(const edge::client &client, const edge::queue &queue, const edge::model &model, const std::string &path)
        : client_(client), queue_(queue), path_(path)
    {
        follow(client.jobs_submit_files_start(model, {{"job", "input", path}}));
    }

    job(const job &) = delete; /* the queue has its address */
    job &operator=(const job &) = delete;

    bool ended() const { return !call_; }
    bool succeeded() const { return succeeded_; }

    /* Takes what the call came to, and starts the next. */
    void advance()
    try {
        const std::string json = call_.take_json();

        if (identifier_.empty()) {
            identifier_ = edge::member(json, "job_identifier");
            say("uploaded, as job " + identifier_);
            follow(client_.jobs_wait_start(identifier_, {edge::no_timeout}));
        } else if (status_.empty()) {
            status_ = edge::member(json, "status");
            say(status_);
            follow(client_.jobs_get_results_start(identifier_));
        } else {
            std::cout << json << std::endl;
            succeeded_ = status_ == "COMPLETE";
            call_ = edge::call();
        }
    } catch (const edge::error &e) {
        say(e.what());
        call_ = edge::call();
    }

    void show_upload() const
    {
        const edge::progress now = call_.progress();

        if (now.total_bytes > 0)
            say(std::to_string(100 * now.sent_bytes / now.total_bytes) + " % uploaded");
    }

    bool uploading() const { return call_ && identifier_.empty(); }

private:
    /* Has the queue tell when the next call is done; the one before is at its end. */
    void follow(edge::call next)
    {
        call_ = std::move(next);
        queue_.add(call_, this);
    }

    void say(const std::string &what) const { std::cerr << path_ << ": " << what << '\n'; }

    const edge::client &client_;
    const edge::queue &queue_;
    std::string path_, identifier_{}, status_{};
    edge::call call_{}; /* none when there is nothing more to do */
    bool succeeded_ = false;
};

/* Runs the jobs until all have ended. */
void run(std::list<job> &jobs, const edge::queue &queue)
{
    std::size_t left = jobs.size();

    while (left > 0)
        if (const std::optional<edge::completion> done = queue.take(std::chrono::seconds(1))) {
            job &of = *done->as<job>();

            of.advance();
            left -= of.ended();
        } else {
            for (const job &each : jobs)
                if (each.uploading())
                    each.show_upload();
        }
}

} // namespace

int main(int argc, char **argv)
try {
    std::string host = "localhost";
    std::uint32_t port = 55000;
    int at = 1;

    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (std::string_view(argv[at]) == "--host")
            host = argv[at + 1];
        else if (std::string_view(argv[at]) == "--port")
            port = static_cast<std::uint32_t>(std::strtoul(argv[at + 1], nullptr, 10));
        else
            break;
    }
    if (argc - at < 3 || argv[at][0] == '-') {
        std::cerr << usage;
        return 2;
    }
    const edge::client client(host, port);
    const edge::model model{argv[at], argv[at + 1]};
    const edge::queue queue = edge::queue::create();
    std::list<job> jobs; /* which stay where they are */

    for (int i = at + 2; i < argc; i++)
        jobs.emplace_back(client, queue, model, argv[i]);
    run(jobs, queue);
    for (const job &each : jobs)
        if (!each.succeeded())
            return 1;
    return 0;
} catch (const edge::error &e) {
    std::cerr << "watch: " << e.what() << '\n';
    return e.code() == EDGE_INVALID_ARGUMENT ? 2 : 1;
}
