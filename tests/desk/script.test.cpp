#include "desk/script.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

struct ScriptFile {
    std::string path =
        (std::filesystem::temp_directory_path() / ("coalesce-script-" + std::to_string(getpid()) + ".script")).string();
    explicit ScriptFile(const std::string& text) { std::ofstream(path) << text; }
    ScriptFile(const ScriptFile&) = delete;
    ScriptFile& operator=(const ScriptFile&) = delete;
    ~ScriptFile() { std::filesystem::remove(path); }
};

std::string refusal(const std::string& text) {
    const ScriptFile file(text);
    try {
        const Script script(file.path);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("comments and empty lines are no commands") {
    const ScriptFile empty("# nothing\n\n   # at all\n");
    CHECK(Script(empty.path).finished());
    const ScriptFile file("wait 3  # frames\nquit\n");
    CHECK_FALSE(Script(file.path).finished());
}

TEST_CASE("a line that is no command is refused before the window opens, with its number") {
    CHECK(refusal("wait 3\nquit\n").empty());
    const std::string unknown = refusal("wait 3\n# a comment\njump high\n");
    CHECK(unknown.find("3") != std::string::npos);
    CHECK(unknown.find("jump") != std::string::npos);
    CHECK_FALSE(refusal("drag view 0 0 1\n").empty());  // a drag has two corners
    CHECK_FALSE(refusal("expect time >\n").empty());
}

TEST_CASE("a script that is not there is refused") {
    CHECK_THROWS_AS(Script("no/such.script"), InputError);
}
