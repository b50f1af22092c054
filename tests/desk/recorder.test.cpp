#include "desk/recorder.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

TEST_CASE("a time left is told in the unit that one would count it in") {
    CHECK(duration_text(0) == "0 s");
    CHECK(duration_text(11.2) == "12 s");
    CHECK(duration_text(89) == "89 s");
    CHECK(duration_text(125) == "2 min");
    CHECK(duration_text(80 * 60) == "80 min");
    CHECK(duration_text(4800 + 1200) == "1 h 40 min");
}
