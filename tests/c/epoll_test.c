#include "calls.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

/* 200 jobs at once from one thread: each is submitted, waited for, and has its results fetched, by an epoll loop. */
enum { JOBS = 200 };

enum { SUBMITTING, WAITING, FETCHING, DONE };

typedef struct job {
    int stage;
    edge_call *call;
    char identifier[128];
    char text[32]; /* what the model gets; borrowed while the job is submitted */
    edge_input input;
    edge_source source;
} job;

static job jobs[JOBS];
static edge_client *client;
static int loop;

/* How many threads the process has. */
static int thread_count(void)
{
    DIR *directory = opendir("/proc/self/task");
    int count = -2; /* . and .. */

    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

static void watch(job *it)
{
    struct epoll_event event;

    memset(&event, 0, sizeof event);
    event.events = EPOLLIN;
    event.data.ptr = it;
    CHECK(epoll_ctl(loop, EPOLL_CTL_ADD, edge_call_fd(it->call), &event) == 0);
}

static void submit(job *it, int number)
{
    edge_error *error = NULL;
    int length = snprintf(it->text, sizeof it->text, "%dms", number % 50);

    it->input.key = "input.txt";
    it->input.data = it->text;
    it->input.size = (size_t)length;
    it->source.key = "job";
    it->source.inputs = &it->input;
    it->source.input_count = 1;
    it->stage = SUBMITTING;
    CHECK_OK(edge_jobs_submit_embedded_start(client, "sleeper", "1.0.0", &it->source, 1, NULL, &it->call, &error));
    watch(it);
}

/* Streams go over the channel, as calls do of which there are more than 100 at a time. */
static void use_the_channel(void)
{
    edge_stream *stream = NULL;
    edge_error *error = NULL;
    char *none = NULL;

    CHECK_OK(edge_stream_open(client, NULL, &stream, &error));
    CHECK_OK(edge_stream_half_close(stream, &error));
    CHECK_OK(edge_stream_receive(stream, PATIENCE_MS, &none, &error));
    CHECK(none == NULL);
    edge_stream_destroy(stream);
}

/* A call of a job is done: starts the next. */
static void advance(job *it)
{
    edge_error *error = NULL;
    char *json = NULL, expected[64];

    CHECK(edge_call_is_done(it->call));
    CHECK_OK(edge_call_take_json(it->call, &json, &error));
    CHECK(epoll_ctl(loop, EPOLL_CTL_DEL, edge_call_fd(it->call), NULL) == 0);
    edge_call_destroy(it->call);
    it->call = NULL;
    switch (it->stage++) {
    case SUBMITTING:
        CHECK(*json_string(json, "/job_identifier", it->identifier, sizeof it->identifier) != '\0');
        CHECK_OK(edge_jobs_wait_start(client, it->identifier, WAIT_MS(PATIENCE_MS), &it->call, &error));
        break;
    case WAITING:
        CHECK_CONTAINS(json, "\"status\":\"COMPLETE\"");
        CHECK_CONTAINS(json, it->identifier);
        CHECK_OK(edge_jobs_get_results_start(client, it->identifier, NULL, &it->call, &error));
        break;
    default: /* what was slept is what this job asked for: results are not mixed up */
        snprintf(expected, sizeof expected, "\"slept_ms\":%d", atoi(it->text));
        CHECK_CONTAINS(json, expected);
    }
    edge_string_free(json);
    if (it->call != NULL)
        watch(it);
}

int main(int argc, char **argv)
{
    struct epoll_event events[64];
    int threads, most = 0, descriptors, done = 0;

    check_begin(argc, argv, "PORT", "200 calls at once from one epoll loop");
    loop = epoll_create1(EPOLL_CLOEXEC);
    client = client_for(port_of(argv[1]));
    submit(&jobs[0], 0);
    json_contains(jobs[0].call, "\"job_identifier\":");
    use_the_channel(); /* the library's threads and descriptors are there, those of the channel too */
    edge_client_destroy(client);
    threads = thread_count();
    descriptors = open_descriptors();
    client = client_for(port_of(argv[1]));

    for (int i = 0; i < JOBS; i++)
        submit(&jobs[i], i);
    CHECK_NUMBER(open_of("open_calls"), JOBS);
    while (done < JOBS) {
        int count = epoll_wait(loop, events, 64, PATIENCE_MS);

        if (count < 0 && errno == EINTR)
            continue;
        if (!CHECK(count > 0))
            break;
        for (int i = 0; i < count; i++) {
            job *it = (job *)events[i].data.ptr;

            advance(it);
            done += it->stage == DONE;
        }
        most = thread_count() > most ? thread_count() : most;
    }
    printf("threads: %d before, %d at most\n", threads, most);
    CHECK(most <= threads + 8);
    CHECK_NUMBER(open_of("open_calls"), 0);
    edge_client_destroy(client);
    CHECK_NUMBER(open_descriptors(), descriptors);
    close(loop);
    return check_end();
}
