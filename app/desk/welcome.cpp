#include "desk/welcome.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "coalesce/document/scene_document.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/lesson_list.hpp"
#include "desk/lesson_walk.hpp"

namespace coalesce {
namespace {

/// Scenes to begin with, by what is seen in them.
struct Suggestion {
    std::string_view scene;
    const char* shows;
};
constexpr std::array suggestions{
    Suggestion{"ms4", "Three phases: fall, cluster, wait"},
    Suggestion{"two-clusters", "Patience, then a merger"},
    Suggestion{"ms1b", "A ring that turns for ever"},
    Suggestion{"repulsion", "Attention that scatters"},
    Suggestion{"ms3", "Tokens spread like heat"},
    Suggestion{"unnormalised", "Without softmax, crowds are fast"},
    Suggestion{"kuramoto", "Synchrony, all at once"},
    Suggestion{"million", "A million tokens"},
};

std::vector<WelcomeRow> lesson_rows() {
    std::vector<WelcomeRow> rows;
    for (const ListedLesson& lesson : listed_lessons())
        rows.push_back({lesson.name, lesson.title, lesson.length, lesson.note});
    return rows;
}

std::vector<WelcomeRow> scene_rows() {
    std::vector<WelcomeRow> rows;
    for (const Suggestion& suggestion : suggestions) {
        const std::string note = load_scene(suggestion.scene).scene.note;
        rows.push_back({std::string(suggestion.scene), suggestion.shows, "", note.substr(0, note.find('\n'))});
    }
    return rows;
}

int rows_of(int door) {
    return static_cast<int>(welcome_doors()[static_cast<std::size_t>(door)].rows.size());
}

void choose(WelcomeState& welcome, int door, int row) {
    welcome.door = door;
    welcome.row = row;
    welcome.moved = true;
}

void ask_to_open(Desk& desk, const std::string& name) {
    const bool there = desk.run().edits.origin() == name;
    request(desk, {Intent::Kind::open, name});
    if (there && !desk.leaving.asks()) close_welcome(desk);
}

/// Actions that keep their keys while the doors are open.
bool acts_beside_doors(Action action) {
    constexpr std::array kept{Action::quit,  Action::fullscreen, Action::screenshot,
                              Action::theme, Action::open,       Action::turntable};
    return std::find(kept.begin(), kept.end(), action) != kept.end();
}

}  // namespace

const std::vector<WelcomeDoor>& welcome_doors() {
    static const std::vector<WelcomeDoor> doors{
        {"lesson", "Watch a lesson",
         "Captions, questions and pictures that are computed as you watch. Take over at any step.", lesson_rows()},
        {"explore", "Explore", "The whole laboratory: every slider acts at once on the tokens behind this card.",
         scene_rows()},
        {"tokens",
         "Bring your own tokens",
         "A table of N×2 or N×3 numbers, as CSV, text or NumPy file: a token a row, scaled to length 1, on the circle "
         "or "
         "the sphere.",
         {{"", "Choose a file…", "",
           "Columns are parted by commas, semicolons or blanks; a first row of names is left out. NumPy's files "
           "(.npy, .npz) are read as well, and a single column of angles is put on the circle."}},
         "Or drop it anywhere on this window, where scenes (.json) and clips (.png, .gif, .mp4, .webm) open as well."}};
    return doors;
}

void show_welcome(Desk& desk) {
    leave_lab(desk);
    desk.welcome = {.open = true, .origin = desk.run().edits.origin()};
    desk.settings.welcomed = true;
    desk.open.chrome = false;
}

void close_welcome(Desk& desk) {
    if (!desk.welcome.open) return;
    desk.welcome.open = false;
    desk.open.chrome = true;
}

void enter_door(Desk& desk, int door, int row) {
    choose(desk.welcome, door, row);
    const WelcomeDoor& chosen = welcome_doors()[static_cast<std::size_t>(door)];
    const bool explore = chosen.name == std::string_view("explore");
    if (row < 0 && explore) return close_welcome(desk);
    const WelcomeRow& first = chosen.rows[static_cast<std::size_t>(std::max(row, 0))];
    if (first.opens.empty())
        desk.files.show(FileDialog::Purpose::open_tokens);
    else
        ask_to_open(desk, first.opens);
}

void follow_welcome(Desk& desk) {
    if (presenting(desk) || desk.run().edits.origin() != desk.welcome.origin) close_welcome(desk);
}

bool perform_welcome_key(Desk& desk, const KeyEvent& key) {
    WelcomeState& welcome = desk.welcome;
    const int doors = static_cast<int>(welcome_doors().size());
    if (key.character >= '1' && key.character < '1' + static_cast<unsigned>(doors)) {
        enter_door(desk, static_cast<int>(key.character - '1'), -1);
        return true;
    }
    const auto action = action_of(key);
    if (action == Action::accept) {
        enter_door(desk, welcome.door, welcome.row);
    } else if (action == Action::close) {
        desk.messages.empty() ? close_welcome(desk) : desk.messages.clear();
    } else if (key.character == 0 && key.key == ImGuiKey_LeftArrow) {
        choose(welcome, (welcome.door + doors - 1) % doors, -1);
    } else if (key.character == 0 && (key.key == ImGuiKey_RightArrow || key.key == ImGuiKey_Tab)) {
        choose(welcome, (welcome.door + 1) % doors, -1);
    } else if (key.character == 0 && key.key == ImGuiKey_DownArrow) {
        choose(welcome, welcome.door, std::min(welcome.row + 1, rows_of(welcome.door) - 1));
    } else if (key.character == 0 && key.key == ImGuiKey_UpArrow) {
        choose(welcome, welcome.door, std::max(welcome.row - 1, -1));
    } else {
        return !action || !acts_beside_doors(*action);
    }
    return true;
}

}  // namespace coalesce
