#include "edge.h"

#include <dlfcn.h>
#include <pthread.h>

/* Not linked with the library: loads it, uses it, unloads it, lets the thread end, and does it again. */

static const char *path;
static uint32_t port;

static void get(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);

    if (!CHECK(symbol != NULL))
        exit(1);
    memcpy(function, &symbol, sizeof symbol); /* ISO C has no conversion from a pointer to data into one to code */
}

static void *load_use_unload(void *argument)
{
    __typeof__(&edge_version) version;
    __typeof__(&edge_client_create) create;
    __typeof__(&edge_client_destroy) destroy;
    __typeof__(&edge_jobs_submit_embedded) submit;
    __typeof__(&edge_string_free) string_free;
    edge_input input = {"input.txt", "text", 4};
    edge_source source = {"job", &input, 1};
    edge_client *client = NULL;
    char *job = NULL;
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

    (void)argument;
    if (library == NULL) {
        check_failed(__FILE__, __LINE__, "%s", dlerror());
        return NULL;
    }
    get(library, "edge_version", &version);
    get(library, "edge_client_create", &create);
    get(library, "edge_client_destroy", &destroy);
    get(library, "edge_jobs_submit_embedded", &submit);
    get(library, "edge_string_free", &string_free);
    CHECK_TEXT(version(), EDGE_VERSION);
    CHECK_NUMBER(create("127.0.0.1", port, NULL, &client, NULL), EDGE_OK);
    CHECK_NUMBER(submit(client, "inspector", "1.0.0", &source, 1, NULL, &job, NULL), EDGE_OK);
    string_free(job);
    destroy(client);
    CHECK(dlclose(library) == 0);
    return NULL;
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "LIBRARY PORT", "dlopen, use, dlclose, the end of the thread, and dlopen again");
    path = argv[1];
    port = port_of(argv[2]);
    for (int i = 0; i < 5; i++) {
        pthread_t thread;

        if (CHECK(pthread_create(&thread, NULL, load_use_unload, NULL) == 0))
            pthread_join(thread, NULL);
    }
    load_use_unload(NULL);
    return check_failures != 0;
}
