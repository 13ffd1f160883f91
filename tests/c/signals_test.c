#include "edge.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

/* What the header says under "Signals", and nothing else: compared for every signal before and after the use. */
enum { SIGNALS = 65 };

static void read_actions(struct sigaction *actions)
{
    memset(actions, 0, SIGNALS * sizeof *actions);
    for (int i = 1; i < SIGNALS; i++)
        sigaction(i, NULL, &actions[i]); /* fails for those that the C library keeps for itself */
}

static bool differs(const struct sigaction *a, const struct sigaction *b)
{
    return a->sa_handler != b->sa_handler || a->sa_flags != b->sa_flags;
}

static void host_handler(int number)
{
    (void)number;
}

static sigjmp_buf back;

static void host_recovers(int number)
{
    siglongjmp(back, number);
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigaction(number, &action, NULL);
}

static void use(uint32_t port)
{
    edge_client *client = client_for(port);
    edge_error *error = NULL;
    char *job = NULL, identifier[128];

    CHECK_OK(submit_text(client, "inspector", "text", &job, &error));
    CHECK_OK(edge_jobs_wait(client, json_string(job, "/job_identifier", identifier, sizeof identifier), WAIT_MS(EDGE_DEFAULT_TIMEOUT), NULL, &error));
    CHECK_STATUS(edge_jobs_get(client, "no-such-job", NULL, NULL, &error), EDGE_NOT_FOUND);
    edge_string_free(job);
    edge_client_destroy(client);
}

static void a_fault_of_the_host_is_the_hosts(void)
{
    char *unreadable = (char *)mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile int caught = 0;

    CASE("a fault of the host");
    caught = sigsetjmp(back, 1);
    if (caught == 0)
        caught = *(volatile char *)unreadable;
    CHECK_NUMBER(caught, SIGSEGV);
    caught = sigsetjmp(back, 1);
    if (caught == 0)
        raise(SIGFPE);
    CHECK_NUMBER(caught, SIGFPE);
    munmap(unreadable, 4096);
}

int main(int argc, char **argv)
{
    struct sigaction before[SIGNALS], after[SIGNALS];
    stack_t stack_before, stack_after;
    sigset_t mask_before, mask_after;
    int real_time = 0;

    check_begin(argc, argv, "PORT", "that the library changes of the signals what its header says");
    handle(SIGUSR1, host_handler);
    handle(SIGTERM, host_handler);
    handle(SIGPIPE, host_handler);
    handle(SIGSEGV, host_recovers);
    handle(SIGFPE, host_recovers);
    read_actions(before);
    pthread_sigmask(SIG_SETMASK, NULL, &mask_before);
    sigaltstack(NULL, &stack_before);
    use(port_of(argv[1]));
    read_actions(after);
    pthread_sigmask(SIG_SETMASK, NULL, &mask_after);
    sigaltstack(NULL, &stack_after);

    for (int i = 1; i < SIGNALS; i++) {
        char name[32];

        snprintf(name, sizeof name, "signal %d", i);
        CASE(name);
        if (i == SIGSEGV || i == SIGFPE) {
            CHECK(differs(&before[i], &after[i]));
            CHECK(after[i].sa_handler != SIG_DFL && after[i].sa_handler != SIG_IGN);
        } else if (differs(&before[i], &after[i])) {
            CHECK(i >= SIGRTMIN);
            real_time++;
        }
        CASE("");
    }
    CHECK_NUMBER(real_time, 1);
    CHECK(memcmp(&mask_before, &mask_after, sizeof mask_before) == 0);
    CHECK(stack_before.ss_sp == stack_after.ss_sp);
    a_fault_of_the_host_is_the_hosts();
    use(port_of(argv[1]));
    return check_end();
}
