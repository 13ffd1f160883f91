// The part of cpp_results_test that has exceptions.
#include <modzy_edge.hpp>

bool throws_where_others_return();

bool throws_where_others_return()
{
    try {
        modzy::edge::json("{}").string("/a");
    } catch (const modzy::edge::error &e) {
        return e.code() == EDGE_NOT_FOUND;
    }
    return false;
}
