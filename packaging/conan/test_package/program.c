/* Makes a client, for which no edge has to be there. */
#include <modzy_edge.h>
#include <stdio.h>

int main(void)
{
    edge_client *client = NULL;
    edge_error *error = NULL;

    if (edge_client_create("localhost", 55000, NULL, &client, &error) != EDGE_OK) {
        fprintf(stderr, "%s\n", edge_error_message(error));
        edge_error_free(error);
        return 1;
    }
    printf("modzy_edge %s\n", edge_version());
    edge_client_destroy(client);
    return 0;
}
