#include "coalesce/flow/cached.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace coalesce;

namespace {

/// Counts how often a quantity is computed, from a state that may refuse.
struct Derived {
    Cached<std::vector<int>> cached;
    int state = 0, computed = 0;
    bool fails = false;

    const std::vector<int>& at(Revision revision) {
        return cached.at(revision, [this](std::vector<int>& value) {
            ++computed;
            value.assign(3, state);
            if (fails) throw std::runtime_error("refused");
        });
    }
};

}  // namespace

TEST_CASE("a cached quantity is computed once a revision") {
    Derived derived;
    CHECK_FALSE(derived.cached.holds(1));
    derived.state = 7;
    CHECK(derived.at(1) == std::vector<int>{7, 7, 7});
    CHECK(derived.cached.holds(1));
    derived.state = 8;  // in the same revision nobody looks
    CHECK(derived.at(1).front() == 7);
    CHECK(derived.computed == 1);
    CHECK_FALSE(derived.cached.holds(2));
    CHECK(derived.at(2).front() == 8);
    CHECK(derived.computed == 2);
    // Only the last revision is known.
    CHECK_FALSE(derived.cached.holds(1));
}

TEST_CASE("a quantity whose computation fails stays stale, and is computed at the next request") {
    Derived derived;
    derived.at(1);
    derived.fails = true;
    CHECK_THROWS_AS(derived.at(2), std::runtime_error);
    CHECK_FALSE(derived.cached.holds(2));
    CHECK_FALSE(derived.cached.holds(1));  // its memory was overwritten
    CHECK_THROWS_AS(derived.at(2), std::runtime_error);
    CHECK(derived.computed == 3);
    derived.fails = false;
    derived.state = 5;
    CHECK(derived.at(2).front() == 5);
    CHECK(derived.computed == 4);
}

TEST_CASE("a forgotten quantity is computed again, in the same memory") {
    Derived derived;
    const int* memory = derived.at(1).data();
    derived.cached.forget();
    CHECK_FALSE(derived.cached.holds(1));
    CHECK(derived.at(1).data() == memory);
    CHECK(derived.computed == 2);
    CHECK(derived.cached.memory().data() == memory);
    CHECK_FALSE(derived.cached.holds(1));
    derived.cached.set(4, {1});
    CHECK(derived.at(4) == std::vector<int>{1});
    CHECK(derived.computed == 2);
}

TEST_CASE("revision 0 is no state: nothing is known before the first request") {
    CHECK_FALSE(Cached<int>().holds(0));
}
