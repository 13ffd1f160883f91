/* The wrong values of each kind of parameter. Needs the handles of wrong_arguments_test.c. */
#ifndef WRONG_VALUES_H
#define WRONG_VALUES_H

static int add(wrong *values, int count, uint64_t value, bool refused)
{
    wrong it = {value, refused, value == 0};

    values[count] = it;
    return count + 1;
}

#define ADD(value, refused) (count = add(values, count, (uint64_t)(value), (refused)))

static char *long_text(void)
{
    static char *text;
    enum { LONG = 20000 }; /* less than what an edge may repeat in its headers */

    if (text == NULL) {
        text = (char *)malloc(LONG + 1);
        memset(text, 'x', LONG);
        text[LONG] = '\0';
    }
    return text;
}

static int wrong_handles(const part *it, wrong *values)
{
    static char memory[64];
    int count = 0;
    bool is_client = strstr(it->name, "client") != NULL, is_queue = strstr(it->name, "queue") != NULL;
    bool is_stream = strstr(it->name, "stream") != NULL, is_call = strstr(it->name, "call") != NULL;

    ADD(0, true);
    ADD((uintptr_t)memory, true);
    ADD((uintptr_t)memory + 1, true);
    ADD(UINTPTR_MAX, true);
    ADD(1, true);
    ADD((uintptr_t)(is_client ? dead_client : NULL), true);
    ADD((uintptr_t)(is_call ? dead_call : NULL), true);
    ADD((uintptr_t)(is_stream ? dead_stream : NULL), true);
    ADD((uintptr_t)(is_queue ? dead_queue : NULL), true);
    ADD((uintptr_t)(is_client ? (void *)valid_call : (void *)valid_client), true);
    ADD((uintptr_t)valid_error, strcmp(it->name, "error") != 0);
    return count;
}

/* The wrong values of a kind. */
static int wrong_values(const part *it, wrong *values)
{
    int count = 0;

    switch (it->is) {
    case KIND_HANDLE:
        return wrong_handles(it, values);
    case KIND_STRING:
        ADD((uintptr_t)text_of("\xff"), true);
        ADD((uintptr_t)text_of("\xc0\x80"), true);
        ADD((uintptr_t)text_of("\xed\xa0\x80"), true);
        ADD((uintptr_t)text_of("a\xe2\x82"), true);
        ADD((uintptr_t)text_of(""), false);
        ADD((uintptr_t)text_of("\n\x01\x7f"), false);
        ADD((uintptr_t)long_text(), false);
        return ADD(0, it->required);
    case KIND_PATH:
        ADD((uintptr_t)text_of("\xff"), false);
        return ADD((uintptr_t)long_text(), false);
    case KIND_POINTER:
    case KIND_OUT:
    case KIND_CALLBACK:
        return ADD(0, it->required);
    case KIND_STRUCT_SIZE:
        ADD(0, true);
        ADD(1, true);
        ADD(4, true);
        ADD(12, true); /* inside of the first pointer of several structures */
        ADD(1001, true);
        return ADD(UINT32_MAX, true);
    case KIND_ELEMENT_SIZE:
        ADD(1, true);
        ADD(7, true);
        return ADD(1001, true);
    case KIND_RESERVED:
        ADD(1, true);
        return ADD(0x80, true);
    case KIND_ENUMERATION:
        ADD((uint32_t)-1, true);
        ADD(99, true);
        return ADD(INT32_MAX, true);
    case KIND_COUNT:
        ADD(SIZE_MAX, true); /* of a size, that many pieces */
        ADD(SIZE_MAX / 2, true);
        return ADD(0, false);
    case KIND_DURATION:
        ADD(0, false);
        return ADD(1, false);
    default:
        ADD(0, false);
        ADD(1, false);
        ADD(UINT16_MAX + 1, false);
        ADD((uint32_t)INT32_MIN, false);
        return ADD(UINT64_MAX, false);
    }
}

#endif
