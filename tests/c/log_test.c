#include "edge.h"

#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char logged[65536]; /* every message, one a line */
static int calls_within_the_callback;
static bool user_data_is_right = true, messages_are_right = true;
static int user_data;

static void keep(edge_log_level level, const char *message, void *data)
{
    size_t used;

    pthread_mutex_lock(&lock);
    used = strlen(logged);
    snprintf(logged + used, sizeof logged - used, "%d %s\n", level, message);
    user_data_is_right = user_data_is_right && data == &user_data;
    messages_are_right = messages_are_right && strchr(message, '\n') == NULL && *message != '\0' &&
                         level >= EDGE_LOG_TRACE && level <= EDGE_LOG_ERROR;
    pthread_mutex_unlock(&lock);
}

static void begin(const char *what)
{
    CASE(what);
    pthread_mutex_lock(&lock);
    *logged = '\0';
    pthread_mutex_unlock(&lock);
}

static const char SECRET[] = "c2VjcmV0 payload 8d1f";

static void submit(edge_client *client, const char *version)
{
    edge_input input = {"input.txt", SECRET, sizeof SECRET - 1};
    edge_source source = {"job", &input, 1};

    if (edge_jobs_submit_embedded(client, "inspector", version, &source, 1, NULL, NULL, NULL) == EDGE_OK)
        return;
}

static edge_log *logging(edge_log_callback callback, edge_log_level minimum, void *data)
{
    edge_error *error = NULL;
    edge_log *log = NULL;

    CHECK_OK(edge_log_create(callback, minimum, data, &log, &error));
    return log;
}

static void warnings(edge_client *client)
{
    edge_log *log;

    begin("a version that is not a semantic version");
    log = logging(keep, EDGE_LOG_WARNING, &user_data);
    submit(client, "1.0.0");
    CHECK_TEXT(logged, "");
    submit(client, "latest");
    CHECK_CONTAINS(logged, "3 The version 'latest' of model 'inspector' is not a semantic version (such as 1.0.1)");

    begin("removed, and removed again");
    edge_log_destroy(log);
    edge_log_destroy(log);
    submit(client, "latest");
    CHECK_TEXT(logged, "");

    begin("a level above it");
    log = logging(keep, EDGE_LOG_OFF, &user_data);
    submit(client, "latest");
    CHECK_TEXT(logged, "");
    edge_log_destroy(log);
}

static void all_there_is(edge_client *client)
{
    edge_log *log;

    begin("every message");
    log = logging(keep, EDGE_LOG_TRACE, &user_data);
    submit(client, "1.0.0");
    submit(client, "no\nversion");
    CHECK(user_data_is_right);
    CHECK(messages_are_right);
    CHECK(*logged != '\0');
    CHECK(strstr(logged, SECRET) == NULL);
    CHECK(strstr(logged, "YzJWamNtVjAgcGF5bG9hZCA4ZDFm") == NULL); /* the same in base64 */
    edge_log_destroy(log);
}

static void count(edge_log_level level, const char *message, void *data)
{
    (void)level, (void)message;
    __atomic_fetch_add((int *)data, 1, __ATOMIC_SEQ_CST);
}

static void several(edge_client *client)
{
    int all = 0, warned = 0;
    edge_log *first, *second;

    begin("two at a time, each with its level");
    first = logging(count, EDGE_LOG_TRACE, &all);
    second = logging(count, EDGE_LOG_WARNING, &warned);
    submit(client, "latest");
    CHECK(warned == 1 && all > warned);
    edge_log_destroy(first);
    submit(client, "later");
    CHECK_NUMBER(warned, 2);
    edge_log_destroy(second);
    submit(client, "latest");
    CHECK_NUMBER(warned, 2);
}

static edge_log *own;

static void destroys_itself(edge_log_level level, const char *message, void *data)
{
    (void)level, (void)message, (void)data;
    edge_log_destroy(own);
    __atomic_fetch_add(&calls_within_the_callback, 1, __ATOMIC_SEQ_CST);
}

static void from_within_the_callback(edge_client *client)
{
    begin("edge_log_destroy within the callback");
    own = logging(destroys_itself, EDGE_LOG_WARNING, NULL);
    submit(client, "latest");
    submit(client, "later");
    CHECK_NUMBER(__atomic_load_n(&calls_within_the_callback, __ATOMIC_SEQ_CST), 1);
}

static int alive; /* what belongs to the callback: 0 when it may not be used any more */
static bool used_when_dead;

static void uses_what_is_its_own(edge_log_level level, const char *message, void *data)
{
    (void)level, (void)message;
    usleep(200);
    if (__atomic_load_n((int *)data, __ATOMIC_SEQ_CST) == 0)
        __atomic_store_n(&used_when_dead, true, __ATOMIC_SEQ_CST);
}

static void *submit_always(void *client)
{
    for (int i = 0; i < 200; i++)
        submit((edge_client *)client, "latest");
    return NULL;
}

static void when_it_returns_the_callback_before_is_over(edge_client *client)
{
    pthread_t threads[4];
    edge_log *log;

    begin("a callback that is removed while it runs");
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, submit_always, client) == 0);
    for (int i = 0; i < 50; i++) {
        __atomic_store_n(&alive, 1, __ATOMIC_SEQ_CST);
        log = logging(uses_what_is_its_own, EDGE_LOG_WARNING, &alive);
        usleep(1000);
        edge_log_destroy(log);
        __atomic_store_n(&alive, 0, __ATOMIC_SEQ_CST);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CHECK(!used_when_dead);
}

int main(int argc, char **argv)
{
    edge_client *client;

    check_begin(argc, argv, "PORT", "edge_log_create and what is logged");
    client = client_for(port_of(argv[1]));
    warnings(client);
    all_there_is(client);
    several(client);
    from_within_the_callback(client);
    when_it_returns_the_callback_before_is_over(client);
    edge_client_destroy(client);
    return check_end();
}
