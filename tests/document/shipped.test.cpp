#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"

using namespace coalesce;

TEST_CASE("the scenes that the program promises are there, welcome first") {
    std::set<std::string_view> names;
    for (const ShippedScene& scene : shipped_scenes()) names.insert(scene.name);
    CHECK(names == std::set<std::string_view>{"welcome", "ms1a", "ms1b", "ms2", "ms3", "ms4", "two-clusters",
                                              "unnormalised", "repulsion", "sphere-heat", "kuramoto", "million"});
    CHECK(shipped_scenes().front().name == "welcome");
}

TEST_CASE("every shipped scene is valid, titled, annotated in two lines, and survives writing and reading") {
    for (const ShippedScene& shipped : shipped_scenes()) {
        CAPTURE(shipped.name);
        const SceneDocument document = load_scene(shipped.name);
        CHECK(shipped.title == document.scene.name);
        CHECK(shipped.title.size() > 5);
        const std::string& note = document.scene.note;
        CHECK(std::count(note.begin(), note.end(), '\n') == 1);
        CHECK(parse_scene(to_json(document), "again") == document);
        CHECK_NOTHROW(validate(document, shipped.name));
    }
}

TEST_CASE("a name goes before a file, and what is neither names the nearest") {
    const std::string before = std::filesystem::current_path().string();
    const PrivateFolder folder;
    std::filesystem::current_path(folder.path());
    write_file("ms2", "{\"coalesce\": 1, \"name\": \"a file\"}");
    CHECK(load_scene("ms2").scene.name != "a file");
    CHECK(load_scene("./ms2").scene.name == "a file");
    CHECK(load_scene("./ms2", {"name=set"}).scene.name == "set");
    std::filesystem::current_path(before);
    CHECK_THROWS_WITH_AS(load_scene("ms1"),
                         "ms1: found neither a file nor a shipped scene of that name, the nearest is ms1a (coalesce "
                         "scenes lists them)",
                         InputError);
    CHECK_THROWS_AS(load_scene(""), InputError);
    CHECK_THROWS_WITH_AS(load_scene("ms2", {"model.beta=-1"}), "--set model.beta=-1: found -1, expected a number ≥ 0",
                         InputError);
}
