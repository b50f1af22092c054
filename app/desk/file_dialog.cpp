#include "desk/file_dialog.hpp"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "chart/picture_format.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/model/token_file.hpp"
#include "desk/widgets.hpp"
#include "view/typeset.hpp"

namespace coalesce {
namespace {

struct FileKind {
    const char *title, *action, *ending;
    bool saves;
};

FileKind kind_of(FileDialog::Purpose purpose) {
    switch (purpose) {
        case FileDialog::Purpose::open_scene:
            return {"Open scene", "Open", ".json", false};
        case FileDialog::Purpose::open_lesson:
            return {"Open lesson", "Open", ".json", false};
        case FileDialog::Purpose::edit_lesson:
            return {"Edit lesson", "Edit", ".json", false};
        case FileDialog::Purpose::open_tokens:
            return {"Bring your own tokens", "Open", ".npy", false};
        case FileDialog::Purpose::save_scene:
            return {"Save scene", "Save", ".json", true};
        case FileDialog::Purpose::save_lesson:
            return {"Save lesson", "Save", ".json", true};
        case FileDialog::Purpose::export_csv:
            return {"Export measurements as CSV", "Export", ".csv", true};
        case FileDialog::Purpose::export_png:
            return {"Picture", "Choose", ".png", true};
        case FileDialog::Purpose::token_file:
            return {"Tokens from a file", "Choose", ".npy", false};
        case FileDialog::Purpose::film:
            return {"Record to", "Choose", ".mp4", true};
    }
    return {"File", "OK", "", false};
}

bool listed(FileDialog::Purpose purpose, const std::filesystem::path& file) {
    const std::filesystem::path ending = file.extension();
    if (purpose == FileDialog::Purpose::export_png) return chart::picture_format_of(file).has_value();
    const bool clip = ending == ".mp4" || ending == ".webm" || ending == ".gif" || ending == ".png";
    if (purpose == FileDialog::Purpose::film) return clip;
    const bool tokens = is_array_of_tokens(file) || is_text_of_tokens(file);
    if (purpose == FileDialog::Purpose::open_scene) return ending == ".json" || tokens || clip;
    if (purpose == FileDialog::Purpose::open_tokens || purpose == FileDialog::Purpose::token_file) return tokens;
    return ending == kind_of(purpose).ending;
}

}  // namespace

void FileDialog::show(Purpose purpose, const std::string& name) {
    purpose_ = purpose;
    const std::filesystem::path proposed(name);
    std::error_code ignored;
    if (proposed.has_parent_path() && std::filesystem::is_directory(proposed.parent_path(), ignored))
        folder_ = proposed.parent_path();
    if (folder_.empty()) folder_ = std::filesystem::current_path(ignored);
    name_ = shown_path(proposed.filename().string());
    problem_.clear();
    replacing_.clear();
    visible_ = opening_ = true;
    closing_ = false;
    list();
}

void FileDialog::list() {
    entries_.clear();
    problem_.clear();
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with('.')) continue;
        std::error_code ignored;
        const bool folder = entry.is_directory(ignored);
        if (folder || listed(purpose_, entry.path())) entries_.push_back({shown_path(name), folder});
    }
    if (error) problem_ = shown_path(folder_.string()) + ": " + error.message();
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.folder != b.folder ? a.folder : a.name < b.name; });
}

void FileDialog::draw_entries() {
    // Twelve rows, or in a low window as many as leave room for title, folder, name, a problem and buttons.
    const float each = ImGui::GetTextLineHeightWithSpacing(), others = 8 * ImGui::GetFrameHeightWithSpacing();
    const float rows = std::clamp(std::floor((ImGui::GetMainViewport()->WorkSize.y - others) / each), 3.0f, 12.0f);
    if (!ImGui::BeginChild("##entries", {34 * ImGui::GetFontSize(), rows * each}, ImGuiChildFlags_Borders)) {
        ImGui::EndChild();
        return;
    }
    std::filesystem::path enter;
    if (folder_.has_relative_path() && named_selectable("files.up", "↑  ..", false)) enter = folder_.parent_path();
    // Only visible rows are laid out: a folder may hold hundreds of thousands of files.
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(entries_.size()));
    while (clipper.Step())
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            const Entry& entry = entries_[static_cast<std::size_t>(row)];
            const std::string label = visual_order(entry.folder ? entry.name + "/" : entry.name) + "##" + entry.name;
            if (!named_selectable("files." + entry.name, label.c_str(), !entry.folder && entry.name == name_)) continue;
            if (entry.folder)
                enter = folder_ / read_path(entry.name);
            else
                name_ = entry.name;
        }
    ImGui::EndChild();
    if (enter.empty()) return;
    folder_ = enter;
    list();
}

bool FileDialog::confirm() {
    const FileKind kind = kind_of(purpose_);
    const std::filesystem::path name = read_path(name_);
    std::filesystem::path file = name.is_absolute() ? name : folder_ / name;
    if (kind.saves && !file.has_extension()) file += kind.ending;
    std::error_code ignored;
    if (name_.empty()) {
        problem_ = "found no file name, expected one";
    } else if (!kind.saves && !std::filesystem::is_regular_file(file, ignored)) {
        problem_ = shown_path(file.string()) + ": found no file of this name";
    } else if (kind.saves && std::filesystem::exists(file, ignored) && replacing_ != file) {
        problem_ = shown_path(file.filename().string()) + " exists; press " + kind.action + " again to replace it";
        replacing_ = file;
    } else {
        chosen_ = file.string();
        return true;
    }
    return false;
}

bool FileDialog::draw() {
    if (!visible_) return false;
    const FileKind kind = kind_of(purpose_);
    if (opening_) ImGui::OpenPopup(kind.title);
    const ImVec2 centre = ImGui::GetMainViewport()->GetCenter();
    ImGui::SetNextWindowPos(centre, ImGuiCond_Appearing, {0.5f, 0.5f});
    if (!ImGui::BeginPopupModal(kind.title, &visible_,
                                ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings)) {
        // Dear ImGui closed this popup because another one was opened.
        if (!ImGui::IsPopupOpen(kind.title)) visible_ = false;
        return false;
    }
    ImGui::TextDisabled("%s", visual_order(shown_path(folder_.string())).c_str());
    draw_entries();
    ImGui::SetNextItemWidth(-FLT_MIN);
    if (opening_) ImGui::SetKeyboardFocusHere();
    opening_ = false;
    const bool entered = ImGui::InputTextWithHint("##name", kind.saves ? "file name" : "file name or full path", &name_,
                                                  ImGuiInputTextFlags_EnterReturnsTrue);
    name_item("files.name");
    if (!problem_.empty()) ImGui::TextWrapped("%s", wrapped(problem_).c_str());
    bool done = named_button("files.confirm", kind.action, {8 * ImGui::GetFontSize(), 0}) || entered;
    done = done && confirm();
    ImGui::SameLine();
    if (named_button("files.cancel", "Cancel", {8 * ImGui::GetFontSize(), 0}) || closing_) visible_ = false;
    if (done) visible_ = false;
    if (!visible_) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
    return done;
}

}  // namespace coalesce
