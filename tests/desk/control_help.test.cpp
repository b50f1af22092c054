#include "desk/control_help.hpp"

#include <doctest/doctest.h>

#include <string>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/lesson/lesson.hpp"

using namespace coalesce;

TEST_CASE("a control's help is found by its name, and by the part of it that does not change") {
    CHECK_FALSE(control_help("menu.save").empty());
    CHECK(control_help("law.0.weight") == control_help("law.41.weight"));
    CHECK(control_help("law.0.weight") != control_help("law.0.std"));
    CHECK(control_help("model.V.0.1").find("V") != std::string_view::npos);
    CHECK(control_help("model.V.presets") != control_help("model.V.0.1"));
    CHECK(control_help("no.such.control").empty());
}

TEST_CASE("rows that open a scene or a lesson say what it is about") {
    for (const ShippedScene& scene : shipped_scenes()) {
        CAPTURE(scene.name);
        const std::string note = load_scene(scene.name).scene.note;
        CHECK(control_help("scene." + std::string(scene.name)) == note);
    }
    for (const ShippedLesson& lesson : shipped_lessons()) {
        CAPTURE(lesson.name);
        const std::string note = load_lesson(lesson.name).note;
        CHECK(control_help("menu.lessons." + std::string(lesson.name)) == note);
        CHECK(control_help("welcome.lesson." + std::string(lesson.name)) == note);
    }
}

TEST_CASE("help is one sentence") {
    for (const char* name : {"menu.open", "transport.pace.3", "law.add", "plots.csv", "files.up", "record.start",
                             "theory.row.heat-limit", "welcome.explore", "picture.write", "settings.scale"}) {
        const std::string help(control_help(name));
        CAPTURE(help);
        REQUIRE_FALSE(help.empty());
        CHECK((help.front() >= 'A' && help.front() <= 'Z'));
        CHECK(help.ends_with('.'));
        CHECK(help.find('\n') == std::string::npos);
    }
}
