#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "coalesce/model/error.hpp"
#include "lab/lab.hpp"

using namespace coalesce;
using namespace coalesce::lab;

TEST_CASE("every laboratory has a name of its own and explains each of its keys") {
    std::set<std::string_view> names;
    for (const Entry& entry : entries()) {
        CAPTURE(entry.name);
        CHECK(names.insert(entry.name).second);
        CHECK(entry.about.size() > 15);
        REQUIRE_FALSE(entry.keys.empty());
        for (const std::string_view key : entry.keys)
            CHECK(entry.reference.find("  " + std::string(key) + "=") != std::string::npos);
    }
    CHECK(names == std::set<std::string_view>{"single-location", "infinite-width", "equiangular"});
}

TEST_CASE("a laboratory is made from its defaults and from what it offers, and names its picture") {
    for (const Entry& entry : entries()) {
        CAPTURE(entry.name);
        std::set<std::string> pictures;
        pictures.insert(entry.make("", {}, Theme::light)->picture_name());
        for (const Picture& picture : entry.pictures) {
            CAPTURE(picture.name);
            CHECK_FALSE(picture.about.empty());
            pictures.insert(entry.make(picture.name, {}, Theme::dark)->picture_name());
        }
        CHECK(pictures.size() == entry.pictures.size() + 1);  // none overwrites another
        for (const std::string& name : pictures) CHECK_FALSE(name.empty());
    }
}

TEST_CASE("settings that are unknown or out of range are refused before anything is computed") {
    for (const Entry& entry : entries()) {
        CAPTURE(entry.name);
        CHECK_THROWS_AS(entry.make("", {"colour=red"}, Theme::light), InputError);
        CHECK_THROWS_AS(entry.make("", {std::string(entry.keys.front()) + "=many"}, Theme::light), InputError);
    }
    const auto of = [](std::string_view name) {
        return *std::find_if(entries().begin(), entries().end(),
                             [&](const Entry& entry) { return entry.name == name; });
    };
    CHECK_THROWS_AS(of("equiangular").make("", {"rho=1.5"}, Theme::light), InputError);
    CHECK_NOTHROW(of("equiangular").make("", {"n=16", "beta=3"}, Theme::light));
}
