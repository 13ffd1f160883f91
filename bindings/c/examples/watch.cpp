/*
 * watch - runs a model on an edge over several files at once, in one thread
 *
 *     watch [--host HOST] [--port PORT] MODEL VERSION FILE...
 *
 * Each file is a job of its own, whose data input has the key "input". The files are uploaded, the jobs waited for and
 * their results fetched all at the same time: each step is a call that was started, and poll(2) tells which of them are
 * done. Standard output gets the results of each job as a line of JSON, in the order in which they come; progress and
 * errors go to standard error.
 *
 * Exit status: 0 all jobs are complete, 1 one of them is not, 2 an argument is wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <modzy_edge.hpp>

#include <poll.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace edge = modzy::edge;

namespace {

const char usage[] = "usage: watch [--host HOST] [--port PORT] MODEL VERSION FILE...\n";

/* One file on its way: the call that is under way, and what to do when it is done. */
class job {
public:
    job(const edge::client &client, const edge::model &model, const std::string &path)
        : client_(client), path_(path), call_(client.jobs_submit_file_start(model, {{"job", "input", path}}))
    {
    }

    pollfd polled() const { return {call_->fd(), POLLIN, 0}; }
    bool ended() const { return !call_; }
    /* poll passes over a call for which the process has no descriptor left (ulimit -n); it is asked each second. */
    bool without_descriptor_done() const { return call_->fd() < 0 && call_->done(); }
    bool succeeded() const { return succeeded_; }

    /* Takes what the call came to, and starts the next. */
    void advance()
    try {
        const std::string json = call_->take_json();

        if (identifier_.empty()) {
            identifier_ = edge::member(json, "job_identifier");
            say("uploaded, as job " + identifier_);
            call_ = client_.jobs_wait_start(identifier_, edge::no_timeout);
        } else if (status_.empty()) {
            status_ = edge::member(json, "status");
            say(status_);
            call_ = client_.jobs_get_results_start(identifier_);
        } else {
            std::cout << json << std::endl;
            succeeded_ = status_ == "COMPLETE";
            call_.reset();
        }
    } catch (const edge::error &e) {
        say(e.what());
        call_.reset();
    }

    void show_upload() const
    {
        const edge::progress now = call_->progress();

        if (now.total > 0)
            say(std::to_string(100 * now.sent / now.total) + " % uploaded");
    }

    bool uploading() const { return call_ && identifier_.empty(); }

private:
    void say(const std::string &what) const { std::cerr << path_ << ": " << what << '\n'; }

    const edge::client &client_;
    std::string path_, identifier_, status_;
    std::optional<edge::call> call_; /* none when there is nothing more to do */
    bool succeeded_ = false;
};

/* Runs the jobs until all have ended. */
void run(std::vector<job> &jobs)
{
    for (;;) {
        std::vector<pollfd> polled;
        std::vector<job *> of;

        for (job &each : jobs)
            if (!each.ended()) {
                polled.push_back(each.polled());
                of.push_back(&each);
            }
        if (polled.empty())
            return;
        const int ready = poll(polled.data(), polled.size(), 1000);

        for (std::size_t i = 0; i < of.size(); i++) {
            if (polled[i].revents != 0 || of[i]->without_descriptor_done())
                of[i]->advance();
            else if (ready == 0 && of[i]->uploading())
                of[i]->show_upload();
        }
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
    std::vector<job> jobs;

    for (int i = at + 2; i < argc; i++)
        jobs.emplace_back(client, model, argv[i]);
    run(jobs);
    for (const job &each : jobs)
        if (!each.succeeded())
            return 1;
    return 0;
} catch (const edge::error &e) {
    std::cerr << "watch: " << e.what() << '\n';
    return e.code() == EDGE_INVALID_ARGUMENT ? 2 : 1;
}
