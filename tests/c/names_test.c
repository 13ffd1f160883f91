#include "child.h"
#include "edge.h"
#include "peer.h"

#include <errno.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

/*
 * Names and addresses of hosts, in a network namespace with its own /etc/hosts and /etc/resolv.conf: names with several
 * addresses, of which one is served; names whose addresses change; link-local addresses; and a name server that does not
 * answer.
 */
enum { CALLERS = 16, DEADLINE_MS = 1000, PATIENCE_MS = 30000, LATE_S = 10, MAX_THREADS = 64 };

static const char *hosts;

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0))
        exit(check_end());
}

/* Puts a file with this text in the place of another, as far as this process sees. */
static void mount_text(const char *path, const char *text)
{
    char own[] = "/tmp/modzy-edge-names-XXXXXX";
    int descriptor = mkstemp(own);

    if (!CHECK(descriptor >= 0))
        exit(check_end());
    close(descriptor);
    write_file(own, text);
    CHECK(mount(own, path, NULL, MS_BIND, NULL) == 0);
    unlink(own);
}

static void start_loopback(void)
{
    struct ifreq request;
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    memset(&request, 0, sizeof request);
    snprintf(request.ifr_name, sizeof request.ifr_name, "lo");
    CHECK(ioctl(any, SIOCGIFFLAGS, &request) == 0);
    request.ifr_flags |= IFF_UP;
    CHECK(ioctl(any, SIOCSIFFLAGS, &request) == 0);
    close(any);
}

/* A name server that reads nothing: a bound UDP socket. */
static int start_silent_name_server(void)
{
    struct sockaddr_in address;
    int server = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(53);
    CHECK(bind(server, (struct sockaddr *)&address, sizeof address) == 0);
    return server;
}

/* Moves this process into namespaces of its own. False where the system does not allow that. */
static bool enter_namespaces(void)
{
    if (unshare(CLONE_NEWNS | CLONE_NEWNET) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        fprintf(stderr, "%s: not tested, there are no namespaces here (%s)\n", check_case, strerror(errno));
        return false;
    }
    mount_text("/etc/hosts", hosts);
    mount_text("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:5 attempts:2\n");
    mount_text("/etc/nsswitch.conf", "hosts: files dns\n");
    start_loopback();
    return true;
}

static edge_status get(edge_client *client, int64_t deadline_ms, edge_error **error)
{
    edge_call_options options = EDGE_CALL_OPTIONS_INIT;
    char *job = NULL;
    edge_status status;

    options.deadline_ms = deadline_ms;
    status = edge_jobs_get(client, "job", &options, &job, error);
    edge_string_free(job);
    return status;
}

/* The call gets as far as the peer, which does not answer it. A call that cannot connect is EDGE_UNAVAILABLE. */
static void reach(const char *host, uint32_t port)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    CHECK_OK(edge_client_create(host, port, NULL, &client, &error));
    CHECK_STATUS(get(client, DEADLINE_MS, &error), EDGE_DEADLINE_EXCEEDED);
    edge_client_destroy(client);
}

static int child_with_a_hosts_file(void)
{
    peer silent;
    edge_client *client = NULL;
    edge_error *error = NULL;

    if (!enter_namespaces())
        return check_end();
    peer_start(&silent, PEER_SENDS_SETTINGS); /* listens at 127.0.0.1 only */
    reach("localhost", silent.port);
    reach("edge.example", silent.port);
    CHECK(peer_connections(&silent) >= 2);
    CHECK_OK(edge_client_create("no-such-edge.example", silent.port, NULL, &client, &error));
    CHECK_STATUS(get(client, PATIENCE_MS, &error), EDGE_UNAVAILABLE); /* nobody listens on port 53: EAI_AGAIN */
    edge_client_destroy(client);
    peer_stop(&silent);
    return check_end();
}

static int child_with_a_name_that_moves(void)
{
    peer silent;
    edge_client *client = NULL;
    edge_error *error = NULL;

    if (!enter_namespaces())
        return check_end();
    peer_start(&silent, PEER_SENDS_SETTINGS); /* listens at 127.0.0.1 only */
    write_file("/etc/hosts", "127.0.0.9 edge.example\n");
    CHECK_OK(edge_client_create("edge.example", silent.port, NULL, &client, &error));
    CHECK_STATUS(get(client, PATIENCE_MS, &error), EDGE_UNAVAILABLE);
    write_file("/etc/hosts", "127.0.0.1 edge.example\n");
    CHECK_STATUS(get(client, DEADLINE_MS, &error), EDGE_DEADLINE_EXCEEDED);
    CHECK_NUMBER(peer_connections(&silent), 1);
    edge_client_destroy(client);
    peer_stop(&silent);
    return check_end();
}

/* Gives the loopback interface the address fe80::1. False where there is no IPv6. */
static bool add_link_local_address(void)
{
    struct in6_ifreq request;
    int any = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool is_added;

    memset(&request, 0, sizeof request);
    request.ifr6_addr.s6_addr[0] = 0xfe;
    request.ifr6_addr.s6_addr[1] = 0x80;
    request.ifr6_addr.s6_addr[15] = 1;
    request.ifr6_prefixlen = 64;
    request.ifr6_ifindex = (int)if_nametoindex("lo");
    is_added = any >= 0 && ioctl(any, SIOCSIFADDR, &request) == 0;
    if (!is_added)
        fprintf(stderr, "%s: not tested, there is no IPv6 here (%s)\n", check_case, strerror(errno));
    if (any >= 0)
        close(any);
    return is_added;
}

static int child_with_a_link_local_address(void)
{
    static const char *const hosts[] = {"fe80::1%lo", "[fe80::1%lo]", "[fe80::1%25lo]", "localhost", NULL};
    const int on = 1;
    struct sockaddr_in6 address;
    socklen_t length = sizeof address;
    int connection, listener;

    if (!enter_namespaces() || !add_link_local_address())
        return check_end();
    memset(&address, 0, sizeof address);
    address.sin6_family = AF_INET6;
    listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    CHECK(setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 8) == 0);
    CHECK(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    for (const char *const *host = hosts; *host; host++) {
        reach(*host, ntohs(address.sin6_port));
        connection = accept(listener, NULL, NULL);
        if (!CHECK(connection >= 0))
            fprintf(stderr, "not reached: %s\n", *host);
        close(connection);
    }
    close(listener);
    return check_end();
}

/* Two calls to a host of its own. */
static void *call_unresolved(void *number)
{
    char host[40];
    edge_client *client = NULL;
    edge_error *error = NULL;

    snprintf(host, sizeof host, "edge-%d.example", *(int *)number);
    CHECK_OK(edge_client_create(host, 55000, NULL, &client, &error));
    for (int i = 0; i < 2; i++)
        CHECK_STATUS(get(client, DEADLINE_MS, &error), EDGE_DEADLINE_EXCEEDED);
    edge_client_destroy(client);
    return NULL;
}

static int child_with_a_silent_name_server(void)
{
    pthread_t threads[CALLERS];
    int numbers[CALLERS], server;
    long most = 0;
    double start;
    peer silent;

    if (!enter_namespaces())
        return check_end();
    server = start_silent_name_server();
    start = seconds_now();
    for (int i = 0; i < CALLERS; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, call_unresolved, &numbers[i]);
    }
    for (int i = 0; i < 10; i++) {
        long now = status_of_process("Threads:");
        most = now > most ? now : most;
        usleep(DEADLINE_MS * 1000 / 10);
    }
    for (int i = 0; i < CALLERS; i++)
        pthread_join(threads[i], NULL);
    CHECK(seconds_now() - start < 2 * DEADLINE_MS / 1000 + LATE_S);
    if (most > MAX_THREADS)
        check_failed(__FILE__, __LINE__, "%ld threads for %d callers", most, CALLERS);
    peer_start(&silent, PEER_SENDS_SETTINGS);
    reach("127.0.0.1", silent.port); /* an address needs no name server */
    reach("edge.example", silent.port); /* nor does a name of the hosts file */
    peer_stop(&silent);
    close(server);
    return check_end();
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "names with several addresses, and with changing ones");
    hosts = "::1 localhost\n127.0.0.2 edge.example\n127.0.0.1 edge.example\n";
    check_child("a hosts file with several addresses", child_with_a_hosts_file, 0);
    check_child("a name that moves", child_with_a_name_that_moves, 0);
    check_child("a link-local address, and localhost over IPv6 only", child_with_a_link_local_address, 0);
    check_child("a silent name server", child_with_a_silent_name_server, 0);
    return check_end();
}
