#include <doctest/doctest.h>

#include <set>

#include "coalesce/model/error.hpp"
#include "figure/figure.hpp"

using namespace coalesce;
using namespace coalesce::figure;

TEST_CASE("every figure has a name of its own, a line of help, and is found") {
    std::set<std::string_view> names;
    for (const Entry& entry : entries()) {
        CAPTURE(entry.name);
        CHECK(names.insert(entry.name).second);
        CHECK(entry.about.size() > 15);
        CHECK(&find_entry(entry.name) == &entry);
    }
    for (const char* name : {"ms1a", "ms1b", "ms2", "ms3", "ms4"}) CHECK(names.count(name) == 1);
}

TEST_CASE("an unknown figure is refused with the list of those there are") {
    try {
        find_entry("ms9");
        FAIL("nothing was refused");
    } catch (const InputError& error) {
        const std::string message = error.what();
        CHECK(message.find("found \"ms9\"") != std::string::npos);
        for (const Entry& entry : entries()) CHECK(message.find(std::string(entry.name)) != std::string::npos);
    }
}

TEST_CASE("a figure is made from its defaults, in either theme, before anything is computed") {
    for (const Entry& entry : entries()) {
        CAPTURE(entry.name);
        for (const Theme theme : {Theme::light, Theme::dark}) CHECK(entry.make({}, theme) != nullptr);
        CHECK_THROWS_AS(entry.make({"model.bata=3"}, Theme::light), InputError);
    }
}
