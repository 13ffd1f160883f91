#include "child.h"
#include "edge.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sched.h>
#include <sys/socket.h>

/* What the library takes over from the process and the threads around it: nothing that would harm either. */

static uint32_t port;
static __thread char thread_locals[300 << 10]; /* more than the stacks of the library's threads */

/* The first call of the process, a failing one, and one that is started. */
static void use(void)
{
    edge_client *client = client_for(port);
    edge_error *error = NULL;
    edge_call *call = NULL;

    CHECK_STATUS(edge_jobs_get(client, "no-such-job", NULL, NULL, &error), EDGE_NOT_FOUND);
    CHECK_OK(edge_jobs_get_start(client, "no-such-job", NULL, &call, &error));
    CHECK_OK(edge_call_wait(call, 20000, &error));
    CHECK_STATUS(edge_call_result(call, &error), EDGE_NOT_FOUND);
    edge_call_destroy(call);
    edge_client_destroy(client);
}

/* The signal mask of a thread as a number in hexadecimal. */
static unsigned long long blocked_by(const char *thread)
{
    char path[300], line[200];
    unsigned long long mask = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/self/task/%s/status", thread);
    file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        sscanf(line, "SigBlk: %llx", &mask);
    if (file != NULL)
        fclose(file);
    return mask;
}

static unsigned long long bit(int number)
{
    return 1ULL << (number - 1);
}

/* Expects that all threads but this process's own two are the library's as they should be. */
static void check_threads(const cpu_set_t *processors, pid_t own)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGCHLD, SIGPIPE, SIGPROF};
    DIR *directory = opendir("/proc/self/task");
    struct dirent *entry;
    int count = 0;

    while ((entry = readdir(directory)) != NULL) {
        pid_t thread = (pid_t)atol(entry->d_name);
        unsigned long long mask = blocked_by(entry->d_name);
        cpu_set_t those;

        if (thread == 0 || thread == getpid() || thread == own || mask == 0)
            continue; /* or it has ended meanwhile */
        count++;
        for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
            CHECK((mask & bit(signals[i])) != 0);
        CHECK((mask & (bit(SIGSEGV) | bit(SIGFPE) | bit(SIGBUS) | bit(SIGRTMIN))) == 0);
        if (sched_getaffinity(thread, sizeof those, &those) == 0)
            CHECK(CPU_EQUAL(&those, processors));
        CHECK_NUMBER(sched_getscheduler(thread), SCHED_OTHER);
    }
    CHECK(count >= 1);
    closedir(directory);
}

static void *first_caller(void *argument)
{
    const cpu_set_t *all = (const cpu_set_t *)argument;
    struct sched_param priority;
    cpu_set_t one;
    int first = 0;

    while (!CPU_ISSET(first, all))
        first++;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
    memset(&priority, 0, sizeof priority);
    priority.sched_priority = 1;
    sched_setscheduler(0, SCHED_FIFO, &priority); /* where it may */
    use();
    check_threads(all, gettid());
    return NULL;
}

static int threads_are_the_process_s(void)
{
    cpu_set_t all;
    pthread_t thread;

    CHECK(sched_getaffinity(0, sizeof all, &all) == 0);
    CHECK(pthread_create(&thread, NULL, first_caller, &all) == 0);
    pthread_join(thread, NULL);
    return check_end();
}

static int variables_are_for_others(void)
{
    setenv("DOTNET_GCHeapHardLimit", "200000", 1);
    setenv("DOTNET_gcServer", "1", 1);
    setenv("DOTNET_GCgen0size", "ffffffffffff", 1);
    setenv("DOTNET_Thread_DefaultStackSize", "1000", 1);
    use();
    return check_end();
}

static int large_thread_locals(void)
{
    thread_locals[7] = 1;
    use();
    return check_end();
}

typedef struct silent_call {
    edge_client *client;
    int type;
} silent_call;

static void *call_that_is_cancelled(void *argument)
{
    silent_call *it = (silent_call *)argument;
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;

    options.deadline_ms = 500;
    pthread_setcanceltype(it->type, NULL);
    for (;;) {
        edge_error *error = NULL;

        CHECK_STATUS(edge_jobs_get(it->client, "job", &options, NULL, &error), EDGE_DEADLINE_EXCEEDED);
        pthread_testcancel();
    }
    return NULL;
}

/* The peer accepts and says nothing. */
static int cancelled_threads(void)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 16) == 0);
    getsockname(listener, (struct sockaddr *)&address, &size);
    for (int type = 0; type < 2; type++) {
        silent_call it = {client_for(ntohs(address.sin_port)), type == 0 ? PTHREAD_CANCEL_DEFERRED : PTHREAD_CANCEL_ASYNCHRONOUS};
        pthread_t threads[4];
        void *result = NULL;

        for (int i = 0; i < 4; i++)
            CHECK(pthread_create(&threads[i], NULL, call_that_is_cancelled, &it) == 0);
        usleep(100000); /* until they are in the middle of a call, most often */
        for (int i = 0; i < 4; i++)
            CHECK(pthread_cancel(threads[i]) == 0);
        for (int i = 0; i < 4; i++)
            CHECK(pthread_join(threads[i], &result) == 0 && result == PTHREAD_CANCELED);
        edge_client_destroy(it.client);
    }
    close(listener);
    return check_end();
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "PORT", "that the library and its host leave each other alone");
    port = port_of(argv[1]);
    check_child("threads", threads_are_the_process_s, 0);
    check_child("variables of the environment", variables_are_for_others, 0);
    check_child("thread-local variables", large_thread_locals, 0);
    check_child("cancelled threads", cancelled_threads, 0);
    return check_end();
}
