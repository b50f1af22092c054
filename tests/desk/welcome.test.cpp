#include "desk/welcome.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "coalesce/lesson/lesson.hpp"

using namespace coalesce;

namespace {

/// A desk with a small scene, whose doors are open.
struct OpenDoors {
    std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("coalesce-welcome-" + std::to_string(getpid()) + ".json");
    Desk desk;
    OpenDoors() {
        std::ofstream(file) << R"({"coalesce": 1, "name": "Behind", "tokens": {"count": 20}})";
        desk.run().playing = false;
        start(desk, file.string());
        show_welcome(desk);
    }
    ~OpenDoors() { std::filesystem::remove(file); }
    OpenDoors(const OpenDoors&) = delete;
    OpenDoors& operator=(const OpenDoors&) = delete;
    bool press(ImGuiKey key) { return perform_welcome_key(desk, {.key = key}); }
    bool type(char character) { return perform_welcome_key(desk, {.character = static_cast<unsigned>(character)}); }
};

}  // namespace

TEST_CASE("the doors offer every lesson with its minutes, and scenes that are shipped, all with a note") {
    const std::vector<WelcomeDoor>& doors = welcome_doors();
    REQUIRE(doors.size() == 3);
    CHECK(doors[0].rows.size() == shipped_lessons().size());
    for (const WelcomeRow& row : doors[0].rows) {
        CAPTURE(row.opens);
        CHECK(is_shipped_lesson(row.opens));
        CHECK(row.side.ends_with(" min"));
        CHECK_FALSE(row.note.empty());
    }
    for (const WelcomeRow& row : doors[1].rows) {
        CAPTURE(row.opens);
        CHECK(is_shipped_scene(row.opens));
        CHECK_FALSE(row.note.empty());
        CHECK(row.note.find('\n') == std::string::npos);
    }
    CHECK(doors[2].rows[0].opens.empty());
}

TEST_CASE("showing the doors hides the panels and makes the next start another than the first") {
    OpenDoors there;
    CHECK(there.desk.welcome.open);
    CHECK(there.desk.settings.welcomed);
    CHECK_FALSE(there.desk.open.chrome);
    CHECK(there.press(ImGuiKey_Escape));
    CHECK_FALSE(there.desk.welcome.open);
    CHECK(there.desk.open.chrome);
}

TEST_CASE("arrows go round the doors and stop at the ends of a list") {
    OpenDoors there;
    const WelcomeState& welcome = there.desk.welcome;
    CHECK(there.press(ImGuiKey_LeftArrow));
    CHECK(welcome.door == 2);
    CHECK(there.press(ImGuiKey_RightArrow));
    CHECK(welcome.door == 0);
    CHECK(there.press(ImGuiKey_UpArrow));
    CHECK(welcome.row == -1);
    const int rows = static_cast<int>(welcome_doors()[0].rows.size());
    for (int k = 0; k < rows + 3; ++k) CHECK(there.press(ImGuiKey_DownArrow));
    CHECK(welcome.row == rows - 1);
    CHECK(there.press(ImGuiKey_Tab));
    CHECK(welcome.door == 1);
    CHECK(welcome.row == -1);
}

TEST_CASE("keys of the laboratory do nothing behind the doors, those of the window do") {
    OpenDoors there;
    for (const ImGuiKey key : {ImGuiKey_Space, ImGuiKey_R, ImGuiKey_S, ImGuiKey_K, ImGuiKey_C}) CHECK(there.press(key));
    for (const ImGuiKey key : {ImGuiKey_F11, ImGuiKey_F12, ImGuiKey_L}) CHECK_FALSE(there.press(key));
    CHECK(there.desk.welcome.open);
}

TEST_CASE("each number goes through its door") {
    OpenDoors there;
    CHECK(there.type('3'));
    CHECK(there.desk.files.visible());
    CHECK(there.desk.files.purpose() == FileDialog::Purpose::open_tokens);
    CHECK(there.desk.welcome.open);
    CHECK(there.type('2'));
    CHECK_FALSE(there.desk.welcome.open);
    show_welcome(there.desk);
    CHECK(there.type('1'));
    CHECK_FALSE(there.desk.next_frame.empty());
    begin_frame(there.desk);
    follow_welcome(there.desk);
    REQUIRE(there.desk.lesson);
    CHECK(there.desk.lesson->origin == welcome_doors()[0].rows[0].opens);
    CHECK_FALSE(there.desk.welcome.open);
}

TEST_CASE("what is refused leaves the doors open, with one line") {
    OpenDoors there;
    request(there.desk, {Intent::Kind::open, "/no/such/place/tokens.npy"});
    follow_welcome(there.desk);
    CHECK(there.desk.welcome.open);
    REQUIRE(there.desk.messages.size() == 1);
    CHECK(there.desk.messages[0].error);
    CHECK(there.desk.messages[0].text.find("tokens.npy") != std::string::npos);
    CHECK(there.desk.messages[0].text.find('\n') == std::string::npos);
    // Escape closes the message first, then the doors.
    there.press(ImGuiKey_Escape);
    CHECK(there.desk.messages.empty());
    CHECK(there.desk.welcome.open);
}
