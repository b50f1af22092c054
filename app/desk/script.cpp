#include "desk/script.hpp"

#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <map>
#include <sstream>
#include <thread>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/script_quantities.hpp"
#include "desk/script_values.hpp"
#include "desk/widgets.hpp"
#include "view/image.hpp"

namespace coalesce {
namespace {

/// Limit of an await, seconds of processor time of all threads; some five minutes on two idle cores. Other load on the
/// machine delays the awaited event and this limit alike.
constexpr double patience_seconds = 600;
constexpr int drag_frames = 8;  // mouse moves between press and release

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Smallest number of words of each command, including its name.
const std::map<std::string, std::size_t>& grammar() {
    static const std::map<std::string, std::size_t> commands = {
        {"click", 2}, {"double", 2}, {"drag", 6},   {"wheel", 3},    {"key", 2},     {"type", 2},
        {"drop", 2},  {"seek", 2},   {"frames", 2}, {"inside", 2},   {"apart", 3},   {"wait", 2},
        {"sleep", 2}, {"await", 4},  {"expect", 4}, {"shot", 2},     {"look", 3},    {"quit", 1},
        {"close", 1}, {"stall", 2},  {"hover", 2},  {"remember", 2}, {"controls", 1}};
    return commands;
}

const std::map<std::string, ImGuiKey>& key_names() {
    static const std::map<std::string, ImGuiKey> names = [] {
        std::map<std::string, ImGuiKey> all;
        for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_NamedKey_END; ++key)
            all.emplace(ImGui::GetKeyName(static_cast<ImGuiKey>(key)), static_cast<ImGuiKey>(key));
        all["Ctrl"] = ImGuiMod_Ctrl;
        all["Shift"] = ImGuiMod_Shift;
        all["Alt"] = ImGuiMod_Alt;
        all["Right"] = ImGuiKey_RightArrow;
        all["Left"] = ImGuiKey_LeftArrow;
        all["Up"] = ImGuiKey_UpArrow;
        all["Down"] = ImGuiKey_DownArrow;
        return all;
    }();
    return names;
}

ImVec2 point_in(const WidgetMap::Rectangle& rectangle, double x, double y) {
    return {rectangle.from.x + static_cast<float>(x) * (rectangle.to.x - rectangle.from.x),
            rectangle.from.y + static_cast<float>(y) * (rectangle.to.y - rectangle.from.y)};
}

double number_at(const std::vector<std::string>& words, std::size_t at, double otherwise) {
    return at < words.size() ? std::strtod(words[at].c_str(), nullptr) : otherwise;
}

/// Halves an image by the mean of 2×2 pixels: golden pictures stay small and tolerate differences of the rasteriser in
/// the last bit.
Image half_size(const Image& image) {
    Image half(image.width / 2, image.height / 2);
    for (int y = 0; y < half.height; ++y)
        for (int x = 0; x < half.width; ++x)
            for (int c = 0; c < 4; ++c) {
                const int sum = image.pixel(2 * x, 2 * y)[c] + image.pixel(2 * x + 1, 2 * y)[c] +
                                image.pixel(2 * x, 2 * y + 1)[c] + image.pixel(2 * x + 1, 2 * y + 1)[c];
                half.pixel(x, y)[c] = static_cast<std::uint8_t>((sum + 2) / 4);
            }
    return half;
}

}  // namespace

Script::Script(const std::string& path) : path_(path) {
    std::istringstream text(read_text(path, 1 << 20));
    std::string line;
    for (int number = 1; std::getline(text, line); ++number) {
        std::istringstream stream(line);
        Line command{number, {}};
        for (std::string word; stream >> word && word[0] != '#';) command.words.push_back(word);
        if (command.words.empty()) continue;
        const auto known = grammar().find(command.words[0]);
        if (known == grammar().end() || command.words.size() < known->second)
            throw InputError(path + ":" + std::to_string(number) + ": found '" + line +
                             "', expected a command of desk/script.hpp");
        // The text of `type` is the rest of the line, with its spaces.
        if (command.words[0] == "type") command.words[1] = line.substr(line.find("type") + 5);
        commands_.push_back(std::move(command));
    }
}

namespace {

/// Lets tooltips appear after this time of rest, or never.
void delay_tooltips(std::optional<float> seconds) {
    constexpr float never = 1e9f;
    ImGui::GetStyle().HoverDelayShort = ImGui::GetStyle().HoverStationaryDelay = seconds.value_or(never);
}

}  // namespace

void Script::fail(const Line& line, const std::string& why) const {
    throw RunError(path_ + ":" + std::to_string(line.number) + ": " + why);
}

void Script::advance(Desk& desk, const Frame& frame) {
    delay_tooltips(walk_.walks() ? 0 : resting_ ? std::optional(ImGuiStyle().HoverDelayShort) : std::nullopt);
    if (finished()) return;
    if (phase_ == 0 && started_ == 0) started_ = processor_seconds();
    const Line& line = commands_[next_];
    const bool done = perform(line, desk, frame);
    ++phase_;
    if (done) {
        ++next_;
        phase_ = 0;
        started_ = 0;
    } else if (processor_seconds() - started_ > patience_seconds) {
        std::string found;
        if (line.words[0] == "await") holds(line, desk, frame, found);
        fail(line, "'" + line.words[0] + " " + line.words[1] + "' did not happen within ten minutes of processor time" +
                       (found.empty() ? "" : ", found " + found));
    }
}

void Script::swapped(const Desk& desk, double seconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(stall_));
    if (!frames_.is_open()) return;
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    char text[160];
    std::snprintf(text, sizeof text, "%.6f %.6f %.9f %.9f %zu %zu\n",
                  std::chrono::duration<double>(since_epoch).count(), seconds, desk.run().view_shown.yaw,
                  desk.run().view_shown.pitch, desk.run().shown.every, desk.lesson ? desk.lesson->step + 1 : 0);
    frames_ << text << std::flush;
}

bool Script::press(const Line& line, int clicks) {
    ImGuiIO& io = ImGui::GetIO();
    const WidgetMap::Rectangle* widget = widget_map().find(line.words[1]);
    if (!widget) {
        phase_ = -1;  // it may still appear: a menu opens, a panel scrolls
        return false;
    }
    if (phase_ == 0) {
        const ImVec2 at = point_in(*widget, number_at(line.words, 2, 0.5), number_at(line.words, 3, 0.5));
        io.AddMousePosEvent(at.x, at.y);
        return false;
    }
    // Events come one per frame, so that Dear ImGui sees hovering, pressing and releasing in different frames.
    const int event = phase_ - 1;
    // Slow frames must not split a double click, hence the long time between its clicks. Dear ImGui asserts that the
    // delay of a single click is longer than that.
    if (event == 1) {
        constexpr auto longest = static_cast<float>(patience_seconds);
        click_delay_ = std::exchange(io.MouseSingleClickDelay, 2 * longest);
        double_click_time_ = std::exchange(io.MouseDoubleClickTime, longest);
    }
    if (event == 2 * clicks) {
        io.MouseDoubleClickTime = double_click_time_;
        io.MouseSingleClickDelay = click_delay_;
    }
    if (event < 2 * clicks) io.AddMouseButtonEvent(ImGuiMouseButton_Left, event % 2 == 0);
    return event >= 2 * clicks;
}

bool Script::drag(const Line& line) {
    ImGuiIO& io = ImGui::GetIO();
    const WidgetMap::Rectangle* widget = widget_map().find(line.words[1]);
    if (phase_ == 0) {
        if (!widget) {
            phase_ = -1;
            return false;
        }
        dragged_ = *widget;  // fixed at the press: a slider that widens would move the goal
    }
    const double share = std::clamp((phase_ - 2.0) / drag_frames, 0.0, 1.0);
    const auto& w = line.words;
    const ImVec2 at = point_in(dragged_, number_at(w, 2, 0) + share * (number_at(w, 4, 0) - number_at(w, 2, 0)),
                               number_at(w, 3, 0) + share * (number_at(w, 5, 0) - number_at(w, 3, 0)));
    io.AddMousePosEvent(at.x, at.y);
    if (phase_ == 1) io.AddMouseButtonEvent(ImGuiMouseButton_Left, true);
    if (phase_ == drag_frames + 3) io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
    return phase_ > drag_frames + 4;
}

bool Script::press_keys(const Line& line, Desk& desk) {
    ImGuiIO& io = ImGui::GetIO();
    if (const std::string& word = line.words[1]; word == "?" || word == "." || word == ",") {
        desk.keys.add({.character = static_cast<unsigned char>(word[0])});
        return true;
    }
    std::vector<ImGuiKey> chord;
    std::istringstream names(line.words[1]);
    for (std::string name; std::getline(names, name, '+');) {
        const auto key = key_names().find(name);
        if (key == key_names().end()) fail(line, "no key '" + name + "'");
        chord.push_back(key->second);
    }
    const auto held = [&](ImGuiKey modifier) { return std::find(chord.begin(), chord.end(), modifier) != chord.end(); };
    if (phase_ == 0) {
        for (const ImGuiKey key : chord) io.AddKeyEvent(key, true);
        desk.keys.add({.key = chord.back(),
                       .ctrl = held(ImGuiMod_Ctrl),
                       .shift = held(ImGuiMod_Shift),
                       .alt = held(ImGuiMod_Alt)});
        if (chord.size() == 1 && chord.back() >= ImGuiKey_0 && chord.back() <= ImGuiKey_9)
            desk.keys.add({.character = static_cast<unsigned>('0' + (chord.back() - ImGuiKey_0))});
        if (chord.back() == ImGuiKey_Period) desk.keys.add({.character = '.'});
        if (chord.back() == ImGuiKey_Comma) desk.keys.add({.character = ','});
    }
    if (phase_ == 1)
        for (const ImGuiKey key : chord) io.AddKeyEvent(key, false);
    return phase_ >= 2;
}

bool Script::holds(const Line& line, const Desk& desk, const Frame& frame, std::string& found) const {
    const std::string& op = line.words[2];
    std::string expected = line.words[3];
    for (std::size_t i = 4; i < line.words.size(); ++i) expected += " " + line.words[i];
    found = script_quantity(line.words[1], desk, frame);
    if (const auto kept = remembered_.find(line.words[1]); expected == "remembered" && kept != remembered_.end())
        expected = kept->second;
    if (op == "==") return found == expected;
    if (op == "!=") return found != expected;
    if (op == "contains") return found.find(expected) != std::string::npos;
    const double a = std::strtod(found.c_str(), nullptr), b = std::strtod(expected.c_str(), nullptr);
    if (op == "<") return a < b;
    if (op == ">") return a > b;
    fail(line, "found the operator '" + op + "', expected == != < > or contains");
}

namespace {

std::string text_of(const WidgetMap::Rectangle& r) {
    char text[96];
    std::snprintf(text, sizeof text, "(%.0f, %.0f) to (%.0f, %.0f)", static_cast<double>(r.from.x),
                  static_cast<double>(r.from.y), static_cast<double>(r.to.x), static_cast<double>(r.to.y));
    return text;
}

constexpr float rounding = 1;  // pixels by which borders may overlap

}  // namespace

bool Script::inside(const Line& line) const {
    const WidgetMap::Rectangle* widget = widget_map().find(line.words[1]);
    if (!widget) return false;
    WidgetMap::Rectangle room{{0, 0}, ImGui::GetIO().DisplaySize, 0, 0};
    if (line.words.size() > 2) {
        const WidgetMap::Rectangle* container = widget_map().find(line.words[2]);
        if (!container) return false;
        room = *container;
    }
    const bool outside = widget->from.x < room.from.x - rounding || widget->from.y < room.from.y - rounding ||
                         widget->to.x > room.to.x + rounding || widget->to.y > room.to.y + rounding;
    // A panel that can scroll brings the widget into view within a few frames.
    constexpr int frames_to_scroll = 120;
    if (outside && phase_ < frames_to_scroll) {
        widget_map().bring(line.words[1]);
        return false;
    }
    if (outside) fail(line, line.words[1] + ": found at " + text_of(*widget) + ", expected inside " + text_of(room));
    return true;
}

bool Script::apart(const Line& line) const {
    const WidgetMap::Rectangle* one = widget_map().find(line.words[1]);
    if (!one) return false;
    const WidgetMap::Rectangle first = *one;
    const WidgetMap::Rectangle* other = widget_map().find(line.words[2]);
    if (!other) return false;
    if (first.from.x < other->to.x - rounding && other->from.x < first.to.x - rounding &&
        first.from.y < other->to.y - rounding && other->from.y < first.to.y - rounding)
        fail(line, line.words[1] + " at " + text_of(first) + " overlaps " + line.words[2] + " at " + text_of(*other));
    return true;
}

bool Script::walk_controls(const Line& line) {
    if (phase_ == 0) walk_.begin();
    if (!walk_.advance()) return false;
    std::string found;
    for (const std::string& complaint : walk_.complaints()) found += "\n  " + complaint;
    if (walk_.visited() == 0) fail(line, "found no control");
    if (!found.empty())
        fail(line, "of " + std::to_string(walk_.visited()) + " controls these have no tooltip:" + found);
    return true;
}

bool Script::perform(const Line& line, Desk& desk, const Frame& frame) {
    const std::string& verb = line.words[0];
    if (verb == "controls") return walk_controls(line);
    if (verb == "click" || verb == "double" || verb == "drag" || verb == "hover") resting_ = verb == "hover";
    if (verb == "click") return press(line, 1);
    if (verb == "double") return press(line, 2);
    if (verb == "drag") return drag(line);
    if (verb == "key") return press_keys(line, desk);
    if (verb == "wait") return phase_ >= std::atoi(line.words[1].c_str());
    if (verb == "sleep") {
        const auto now = std::chrono::steady_clock::now();
        if (phase_ == 0) asleep_since_ = now;
        return std::chrono::duration<double>(now - asleep_since_).count() >= number_at(line.words, 1, 0);
    }
    std::string found;
    if (verb == "await") return holds(line, desk, frame, found);
    if (verb == "expect") {
        if (!holds(line, desk, frame, found))
            fail(line, "expected " + line.words[1] + " " + line.words[2] + " " + line.words[3] + ", found " + found);
        return true;
    }
    if (verb == "type") {
        ImGui::GetIO().AddInputCharactersUTF8(line.words[1].c_str());
        return true;
    }
    if (verb == "wheel") {
        const WidgetMap::Rectangle* widget = widget_map().find(line.words[1]);
        if (!widget) return false;
        const ImVec2 at = point_in(*widget, 0.5, 0.5);
        ImGui::GetIO().AddMousePosEvent(at.x, at.y);
        if (phase_ == 1) ImGui::GetIO().AddMouseWheelEvent(0, static_cast<float>(number_at(line.words, 2, 1)));
        return phase_ >= 2;
    }
    if (verb == "hover") {
        const WidgetMap::Rectangle* widget = widget_map().find(line.words[1]);
        if (!widget) return false;
        const ImVec2 at = point_in(*widget, 0.5, 0.5);
        ImGui::GetIO().AddMousePosEvent(at.x, at.y);
        return phase_ >= 2;
    }
    if (verb == "inside") return inside(line);
    if (verb == "apart") return apart(line);
    if (verb == "remember") remembered_[line.words[1]] = script_quantity(line.words[1], desk, frame);
    if (verb == "seek") seek(desk, number_at(line.words, 1, 0));
    if (verb == "drop") request(desk, {Intent::Kind::open, read_path(line.words[1])});
    if (verb == "close") request(desk, {Intent::Kind::quit, {}});
    if (verb == "stall") stall_ = std::atoi(line.words[1].c_str());
    if (verb == "frames") {
        frames_.close();
        frames_.open(line.words[1]);
        if (!frames_) fail(line, line.words[1] + ": cannot be written");
    }
    if (verb == "shot") {
        if (phase_ == 0) desk.screenshot = line.words[1];
        return !desk.screenshot;
    }
    if (verb == "look") {
        // Three settled frames in a row: the first after a change may still use the former layout's sizes.
        still_ = settled(desk, frame) ? still_ + 1 : 0;
        if (phase_ == 0 && still_ < 3) {
            phase_ = -1;
            return false;
        }
        return look(line, desk);
    }
    if (verb == "quit") desk.quit = true;
    return true;
}

bool Script::look(const Line& line, Desk& desk) const {
    const std::filesystem::path golden(line.words[1]);
    const std::string kept = golden.filename().string();
    if (phase_ == 0) desk.screenshot = kept;
    if (desk.screenshot) return false;
    const Image seen = half_size(read_png(kept));
    write_png(seen, kept);
    const double allowed = number_at(line.words, 2, 0), difference = image_difference(seen, read_png(golden));
    if (difference > allowed)
        fail(line, kept + " differs from the golden image by " + std::to_string(difference) + ", expected at most " +
                       line.words[2]);
    return true;
}

}  // namespace coalesce
