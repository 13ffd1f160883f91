#include "check.h"

static const char document[] = "{\"name\":\"caf\\u00e9 \\\"x\\\"\\n\",\"nul\":\"a\\u0000b\",\"half\":\"\\ud800\",\"list\":[1,2.0,0.5,1e30,-7],"
                               "\"object\":{\"a/b\":true,\"m~n\":false,\"none\":null}}";

static char *string_at(const char *pointer)
{
    char *value = NULL;
    edge_error *error = NULL;

    CHECK_OK(edge_json_get_string(document, pointer, &value, &error));
    return value;
}

static void refused(edge_status status, edge_error **error, edge_status expected, const char *text)
{
    CHECK_NUMBER(status, expected);
    CHECK_NUMBER(edge_error_code(*error), expected);
    CHECK_CONTAINS(edge_error_message(*error), text);
    edge_error_free(*error);
    *error = NULL;
}

static void values(void)
{
    edge_error *error = NULL;
    int64_t integer = 0;
    double number = 0;
    bool boolean = false;
    size_t count = 0;
    char *text = NULL;

    CASE("values");
    text = string_at("/name");
    CHECK_TEXT(text, "caf\xc3\xa9 \"x\"\n");
    edge_string_free(text);
    CHECK_OK(edge_json_get_integer(document, "/list/0", &integer, &error));
    CHECK_NUMBER(integer, 1);
    CHECK_OK(edge_json_get_integer(document, "/list/1", &integer, &error));
    CHECK_NUMBER(integer, 2);
    CHECK_OK(edge_json_get_integer(document, "/list/4", &integer, &error));
    CHECK_NUMBER(integer, -7);
    CHECK_OK(edge_json_get_double(document, "/list/2", &number, &error));
    CHECK(number == 0.5);
    CHECK_OK(edge_json_get_bool(document, "/object/a~1b", &boolean, &error));
    CHECK(boolean);
    CHECK_OK(edge_json_get_bool(document, "/object/m~0n", &boolean, &error));
    CHECK(!boolean);
    CHECK_OK(edge_json_count(document, "", &count, &error));
    CHECK_NUMBER(count, 5);
    CHECK_OK(edge_json_count(document, "/list", &count, &error));
    CHECK_NUMBER(count, 5);
    CHECK_OK(edge_json_key_at(document, "/object", 0, &text, &error));
    CHECK_TEXT(text, "a/b");
    edge_string_free(text);
    CHECK_OK(edge_json_raw(document, "/nul", &text, &error));
    CHECK_TEXT(text, "\"a\\u0000b\"");
    edge_string_free(text);
    CHECK_OK(edge_json_raw(document, "/object/none", &text, &error));
    CHECK_TEXT(text, "null");
    edge_string_free(text);
}

static void what_is_not_there(void)
{
    edge_error *error = NULL;
    char untouched[] = "untouched", *text = untouched;
    int64_t integer = 42;
    size_t count = 42;

    CASE("what is not there");
    refused(edge_json_get_string(document, "/missing", &text, &error), &error, EDGE_NOT_FOUND, "/missing");
    refused(edge_json_get_string(document, "/object/none", &text, &error), &error, EDGE_NOT_FOUND, "null");
    refused(edge_json_get_integer(document, "/list/5", &integer, &error), &error, EDGE_NOT_FOUND, "/list/5");
    refused(edge_json_key_at(document, "/object", 3, &text, &error), &error, EDGE_NOT_FOUND, "3 members");
    refused(edge_json_count(document, "/list/0/x", &count, &error), &error, EDGE_NOT_FOUND, "/list/0/x");
    CHECK(text == untouched && integer == 42 && count == 42);
}

static void what_is_of_another_type(void)
{
    edge_error *error = NULL;
    char untouched[] = "untouched", *text = untouched;
    int64_t integer = 42;
    double number = 42;
    bool boolean = true;
    size_t count = 42;

    CASE("what is of another type");
    refused(edge_json_get_string(document, "/list", &text, &error), &error, EDGE_INVALID_ARGUMENT, "an array, not a string");
    refused(edge_json_get_integer(document, "/list/2", &integer, &error), &error, EDGE_INVALID_ARGUMENT, "not an integer");
    refused(edge_json_get_integer(document, "/list/3", &integer, &error), &error, EDGE_INVALID_ARGUMENT, "not an integer");
    refused(edge_json_get_double(document, "/name", &number, &error), &error, EDGE_INVALID_ARGUMENT, "a string, not a number");
    refused(edge_json_get_bool(document, "/list/0", &boolean, &error), &error, EDGE_INVALID_ARGUMENT, "not a boolean");
    refused(edge_json_count(document, "/name", &count, &error), &error, EDGE_INVALID_ARGUMENT, "an object or an array");
    refused(edge_json_key_at(document, "/list", 0, &text, &error), &error, EDGE_INVALID_ARGUMENT, "not an object");
    refused(edge_json_get_string(document, "/nul", &text, &error), &error, EDGE_INVALID_ARGUMENT, "U+0000");
    refused(edge_json_get_string(document, "/half", &text, &error), &error, EDGE_INVALID_ARGUMENT, "surrogate");
    CHECK(text == untouched && integer == 42 && number == 42 && boolean && count == 42);
}

static void what_is_malformed(void)
{
    edge_error *error = NULL;
    char *text = NULL;

    CASE("what is malformed");
    refused(edge_json_get_string("{\"a\":", "/a", &text, &error), &error, EDGE_INVALID_ARGUMENT, "not valid JSON");
    refused(edge_json_get_string(document, "name", &text, &error), &error, EDGE_INVALID_ARGUMENT, "begins with \"/\"");
    refused(edge_json_get_string(document, "/a~x", &text, &error), &error, EDGE_INVALID_ARGUMENT, "~0");
    refused(edge_json_get_string(NULL, "/a", &text, &error), &error, EDGE_INVALID_ARGUMENT, "json is NULL");
    refused(edge_json_get_string(document, NULL, &text, &error), &error, EDGE_INVALID_ARGUMENT, "pointer is NULL");
    refused(edge_json_get_string("\"\xff\"", "", &text, &error), &error, EDGE_INVALID_ARGUMENT, "json is not UTF-8");
    refused(edge_json_get_string(document, "/name", NULL, &error), &error, EDGE_INVALID_ARGUMENT, "out_string is NULL");
    CHECK(text == NULL);
}

int main(int argc, char **argv)
{
    check_begin(argc, argv, "", "values in JSON by JSON Pointers");
    values();
    what_is_not_there();
    what_is_of_another_type();
    what_is_malformed();
    return check_end();
}
