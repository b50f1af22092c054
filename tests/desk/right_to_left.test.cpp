#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>  // what a log has taken of the text that was drawn
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "desk/desk.hpp"
#include "desk/messages.hpp"
#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "view/gl_context.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

/// "shalom" in reading order, and as seen from the left.
const std::string logical = "שלום", seen = "םולש";

struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("coalesce-right-to-left-" + std::to_string(getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

/// Returns the words that one frame draws, from left to right on the screen.
template <class Draw>
std::string drawn(Ui& ui, const Draw& draw) {
    ui.begin_offscreen(1280, 800);
    widget_map().begin_frame();
    ImGui::LogToBuffer();
    draw();
    std::string words = ImGui::GetCurrentContext()->LogBuffer.c_str();
    ImGui::LogFinish();
    ui.drop_offscreen();
    return words;
}

void point_at(const std::string& name) {
    for (int frame = 0; frame < 8; ++frame) {
        const WidgetMap::Rectangle* at = widget_map().find(name);
        if (!at) continue;
        ImGui::GetIO().AddMousePosEvent(0.5f * (at->from.x + at->to.x), 0.5f * (at->from.y + at->to.y));
        return;
    }
    FAIL(name);
}

void check_order(const std::string& words) {
    CAPTURE(words);
    CHECK(words.find(seen) != std::string::npos);
    CHECK(words.find(logical) == std::string::npos);
}

}  // namespace

TEST_CASE("messages, the file dialogue and the menu of recent files set Hebrew names from the right") {
    const HeadlessContext context;
    Ui ui(Theme::dark, 1);
    Desk desk;

    report(desk, false, "saved " + logical + ".json");
    check_order(drawn(ui, [&] { draw_messages(desk); }));
    desk.messages.clear();

    const Folder folder;
    std::ofstream(folder.path / (logical + ".json")) << "{}";
    std::filesystem::create_directory(folder.path / (logical + "-folder"));
    desk.files.show(FileDialog::Purpose::open_scene, (folder.path / "").string());
    std::string words;
    for (int frame = 0; frame < 3; ++frame) words = drawn(ui, [&] { desk.files.draw(); });
    check_order(words);
    desk.files.close();
    for (int frame = 0; frame < 2; ++frame) drawn(ui, [&] { desk.files.draw(); });

    desk.settings.recent = {"/somewhere/" + logical + ".json"};
    const auto menu = [&] { return drawn(ui, [&] { draw_menu(desk); }); };
    for (int frame = 0; frame < 4; ++frame) menu();
    point_at("menu.file");
    menu();
    for (const bool down : {true, false}) {
        ImGui::GetIO().AddMouseButtonEvent(0, down);
        menu();
    }
    for (int frame = 0; frame < 4; ++frame) menu();
    point_at("menu.recent");
    for (int frame = 0; frame < 60; ++frame) words = menu();
    check_order(words);
}
