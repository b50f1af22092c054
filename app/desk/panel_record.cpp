#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "desk/lab_workspace.hpp"
#include "desk/panels.hpp"
#include "desk/token_file.hpp"
#include "desk/twins.hpp"
#include "desk/widgets.hpp"
#include "record/clip_file.hpp"
#include "record/free_name.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

namespace fs = std::filesystem;

struct FilmSize {
    const char* label;
    int width, height;
};
constexpr FilmSize film_sizes[] = {{"1280 × 720", 1280, 720},
                                   {"1920 × 1080", 1920, 1080},
                                   {"2560 × 1440", 2560, 1440},
                                   {"3840 × 2160", 3840, 2160},
                                   {"1080 × 1080", 1080, 1080}};

/// Proposes a film of the laboratory's whole course.
void propose_for_lab(RecordingSettings& s, LabPanel& panel) {
    const auto course = panel.course();
    if (!course) return;
    s.axis = panel.logarithmic() && course->logarithmic ? TimeAxis::log : TimeAxis::linear;
    s.from = course->from;
    s.until = course->until;
}

/// Lays aside the settings of what was recorded before, and takes up those of what is shown now.
void take_subject(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    const LabWorkspace* lab = open_lab(desk);
    const std::string subject(lab ? lab->name : "");
    if (recorder.process || recorder.subject == subject) return;
    if (recorder.proposed) recorder.others[recorder.subject] = recorder.settings;
    const auto kept = recorder.others.find(subject);
    recorder.proposed = kept != recorder.others.end();
    recorder.settings = recorder.proposed ? kept->second : RecordingSettings{};
    recorder.subject = subject;
    recorder.proposal = recorder.settings.path;
    recorder.shown = false;
}

/// Returns a free file name: ms1b.mp4 for the scene ms1b, ms1b-2.mp4 if that exists.
std::string proposed_name(const Desk& desk) {
    if (const LabWorkspace* lab = open_lab(desk)) return free_name(std::string(lab->name) + ".mp4").string();
    const fs::path origin(desk.run().edits.origin());
    const bool ending =
        origin.extension() == ".json" || is_token_file(origin) || (origin.has_parent_path() && is_clip(origin));
    fs::path name = ending ? origin.stem() : origin.filename();
    if (name.empty()) name = "coalesce";
    name += ".mp4";
    return free_name(name).string();
}

void propose(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    RecordingSettings& s = recorder.settings;
    recorder.proposed = true;
    if (const LabWorkspace* lab = open_lab(desk)) {
        s.seconds = lab->panel->playback().seconds;
        return propose_for_lab(s, *lab->panel);
    }
    const Scene& scene = desk.run().document.scene;
    s.axis = scene.time.axis;
    s.from = s.axis == TimeAxis::log ? scene.time.dt : 0;
    s.until = scene.time.until;
}

/// Replaces a proposed name by a free one; a name that was typed stays.
void propose_name(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    std::string& path = recorder.settings.path;
    if (!path.empty() && path != recorder.proposal) return;
    path = recorder.proposal = proposed_name(desk);
}

void record_label(const char* text) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text);
    ImGui::SameLine(8 * ImGui::GetFontSize());
    ImGui::SetNextItemWidth(18 * ImGui::GetFontSize());
}

void edit_film_file(Desk& desk) {
    RecordingSettings& s = desk.recorder.settings;
    const float em = ImGui::GetFontSize(), button = 6 * em;
    record_label("File");
    ImGui::SetNextItemWidth(18 * em - button - ImGui::GetStyle().ItemSpacing.x);
    path_input("##path", "", s.path);
    name_item("record.path");
    ImGui::SetItemTooltip(
        "The ending of the name chooses the format: .mp4, .webm, .gif, .png (the last frame) or folder/ (numbered "
        "PNG)");
    ImGui::SameLine();
    if (named_button("record.browse", "Browse…", {button, 0})) desk.files.show(FileDialog::Purpose::film, s.path);
}

/// Draws the fields of width and height, with a list of the usual sizes.
void edit_film_size(RecordingSettings& s) {
    const float em = ImGui::GetFontSize(), cross = ImGui::CalcTextSize(" × ").x, list = ImGui::GetFrameHeight();
    const float field = 0.5f * (18 * em - cross - list - ImGui::GetStyle().ItemSpacing.x);
    record_label("Size");
    ImGui::SetNextItemWidth(field);
    ImGui::InputInt("##width", &s.width, 0);
    name_item("record.width");
    ImGui::SameLine(0, 0);
    ImGui::TextUnformatted(" × ");
    ImGui::SameLine(0, 0);
    ImGui::SetNextItemWidth(field);
    ImGui::InputInt("##height", &s.height, 0);
    name_item("record.height");
    ImGui::SameLine();
    const bool open = ImGui::BeginCombo("##size", "", ImGuiComboFlags_NoPreview | ImGuiComboFlags_PopupAlignLeft);
    name_item("record.size");
    if (!open) return;
    for (const FilmSize& size : film_sizes)
        if (named_selectable(std::string("record.size.") + std::to_string(size.height), size.label,
                             s.width == size.width && s.height == size.height)) {
            s.width = size.width;
            s.height = size.height;
        }
    ImGui::EndCombo();
}

/// Draws two fields in one row, with words between and behind them; together they are as wide as a single field.
template <class First, class Second>
void pair_of_fields(const char* title, const char* between, const char* behind, const First& first,
                    const Second& second) {
    const float words = ImGui::CalcTextSize(between).x + ImGui::CalcTextSize(behind).x;
    const float field = 0.5f * (18 * ImGui::GetFontSize() - words);
    record_label(title);
    ImGui::SetNextItemWidth(field);
    first();
    ImGui::SameLine(0, 0);
    ImGui::TextUnformatted(between);
    ImGui::SameLine(0, 0);
    ImGui::SetNextItemWidth(field);
    second();
    if (*behind == 0) return;
    ImGui::SameLine(0, 0);
    ImGui::TextUnformatted(behind);
}

/// @param dt   beginning of a logarithmic axis
/// @param lab  laboratory that is filmed; null: the run
void edit_times(RecordingSettings& s, double dt, LabPanel* lab) {
    const auto number = [](const char* id, const char* name, double& value) {
        return [=, &value] {
            ImGui::InputDouble(id, &value, 0, 0, "%.6g");
            name_item(name);
        };
    };
    pair_of_fields("Length", " s at ", " frames a second", number("##seconds", "record.seconds", s.seconds), [&s] {
        ImGui::InputInt("##fps", &s.fps, 0);
        name_item("record.fps");
    });
    if (!lab || lab->logarithmic()) {
        record_label("Time axis");
        if (ImGui::RadioButton("linear", s.axis == TimeAxis::linear)) s.axis = TimeAxis::linear;
        name_item("record.axis.linear");
        ImGui::SameLine();
        const bool log_axis = ImGui::RadioButton("logarithmic", s.axis == TimeAxis::log);
        name_item("record.axis.log");
        if (log_axis) {
            s.axis = TimeAxis::log;
            if (s.from <= 0) s.from = dt;
        }
    }
    const auto course = lab ? lab->course() : std::nullopt;
    const std::string label = course && course->label != "t" ? course->label : "Time t";
    pair_of_fields(label.c_str(), " to ", "", number("##from", "record.from", s.from),
                   number("##until", "record.until", s.until));
}

/// @param panels  there is a picture that plots may stand beside
void edit_look(RecorderDialog& recorder, bool panels) {
    RecordingSettings& s = recorder.settings;
    record_label("Theme");
    if (ImGui::RadioButton("dark", recorder.theme == Theme::dark)) recorder.theme = Theme::dark;
    name_item("record.theme.dark");
    ImGui::SameLine();
    if (ImGui::RadioButton("light", recorder.theme == Theme::light)) recorder.theme = Theme::light;
    name_item("record.theme.light");
    record_label("Text size");
    ImGui::InputDouble("##text", &s.text_scale, 0.25, 0, "%.2f");
    name_item("record.text");
    ImGui::SetItemTooltip(
        "Scale of titles, legends and plots, from 0.5 to 2; at 1 the text suits the size of the picture");
    if (!panels) return;
    record_label("Plots");
    named_checkbox("record.panels", "beside the picture", &s.panels);
}

void tell(RecorderDialog& recorder, bool error, const std::string& text) {
    recorder.outcome = text;
    recorder.outcome_is_error = error;
    recorder.recorded.clear();
}

/// First time of a logarithmic axis.
double beginning_of_decades(Desk& desk) {
    const LabWorkspace* lab = open_lab(desk);
    const auto course = lab ? lab->panel->course() : std::nullopt;
    return course ? course->until / 200 : desk.run().document.scene.time.dt;
}

void start_recording(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    const std::string& path = recorder.settings.path;
    tell(recorder, false, "");
    try {
        if (!open_lab(desk)) validate(recorder.settings);
        if (would_replace(path) && recorder.replacing != path) {
            recorder.replacing = path;
            return tell(recorder, true,
                        path + (path.back() == '/' ? " has files" : " exists") + "; press Replace to overwrite " +
                            (path.back() == '/' ? "its frames" : "it"));
        }
        if (const LabWorkspace* lab = open_lab(desk)) {
            const lab::LabFilm film{recorder.subject, lab->panel->settings(), recorder.theme, recorder.settings};
            lab::validate(film);
            recorder.process = std::make_unique<RecordingProcess>(film);
        } else {
            SceneDocument document = desk.runs.front()->document;
            document.view.theme = recorder.theme;
            recorder.process = std::make_unique<RecordingProcess>(document, recorder.settings, twin_options(desk));
        }
        recorder.replacing.clear();
    } catch (const std::runtime_error& error) {
        tell(recorder, true, error.what());
    }
}

}  // namespace

void follow_recording(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    if (!recorder.process) return;
    const RecordingProcess& process = *recorder.process;
    const std::string path = process.settings().path;
    switch (recorder.process->poll()) {
        case RecordingProcess::State::running:
            return;
        case RecordingProcess::State::done:
            tell(recorder, false,
                 "recorded " + shown_path(path) + (process.complaint().empty() ? "" : "; " + process.complaint()));
            recorder.recorded = path;
            break;
        case RecordingProcess::State::failed:
            tell(recorder, true, process.complaint());
            break;
        case RecordingProcess::State::cancelled:
            tell(recorder, false, process.complaint().empty() ? "cancelled" : process.complaint());
            break;
    }
    const bool dialogue_in_sight = desk.open.record && desk.open.chrome;
    if (!dialogue_in_sight) report(desk, recorder.outcome_is_error, recorder.outcome, recorder.recorded);
    recorder.process.reset();
    if (const auto intent = desk.leaving.recording_ended(recorder.outcome_is_error)) request(desk, *intent);
}

namespace {

/// Names the close button of the present window for scripts.
void name_close_button() {
    const ImGuiStyle& style = ImGui::GetStyle();
    const float em = ImGui::GetFontSize();
    const ImVec2 at{ImGui::GetWindowPos().x + ImGui::GetWindowWidth() - style.FramePadding.x - em,
                    ImGui::GetWindowPos().y + style.FramePadding.y};
    widget_map().add("record.x", at, {at.x + em, at.y + em});
}

void draw_progress(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    const float em = ImGui::GetFontSize();
    ImGui::PushStyleColor(ImGuiCol_PlotHistogram, ImGui::GetStyleColorVec4(ImGuiCol_HeaderActive));
    ImGui::ProgressBar(static_cast<float>(recorder.process->share()), {26 * em - ImGui::GetStyle().WindowPadding.x, 0},
                       recorder.process->progress().c_str());
    ImGui::PopStyleColor();
    if (named_button("record.cancel", "Cancel", {8 * em, 0})) recorder.process->stop();
    ImGui::SameLine();
    ImGui::TextDisabled("%s", desk.leaving.awaits_recording() ? "The program quits when the recording has ended."
                                                              : "The recording goes on if you close this window.");
}

void draw_start(Desk& desk) {
    const RecorderDialog& recorder = desk.recorder;
    const float width = 8 * ImGui::GetFontSize();
    const bool asked = recorder.replacing == recorder.settings.path && would_replace(recorder.replacing);
    if (named_button("record.start", asked ? "Replace" : "● Record", {width, 0})) start_recording(desk);
    ImGui::SameLine();
    if (named_button("record.close", "Close", {width, 0})) desk.open.record = false;
}

void draw_outcome(Desk& desk) {
    const RecorderDialog& recorder = desk.recorder;
    if (recorder.outcome.empty()) return;
    ImGui::PushTextWrapPos(26 * ImGui::GetFontSize());
    ImGui::PushStyleColor(ImGuiCol_Text, recorder.outcome_is_error ? palette::warning(desk.settings.theme)
                                                                   : palette::text(desk.settings.theme));
    ImGui::TextUnformatted(wrapped(recorder.outcome, 25 * ImGui::GetFontSize()).c_str());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
    if (recorder.recorded.empty() || !named_button("record.folder", "Open folder")) return;
    if (const std::string why = desk.folders.open(recorder.recorded); !why.empty()) report(desk, true, why);
}

}  // namespace

void draw_record_dialog(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    if (desk.open.record) take_subject(desk);
    const bool appears = desk.open.record && !recorder.shown;
    recorder.shown = desk.open.record;
    if (!desk.open.record) return;
    const LabWorkspace* lab = open_lab(desk);
    if (!recorder.proposed) propose(desk);
    if (appears && !recorder.process) {
        // The laboratory's course may have another end by now.
        if (lab) propose_for_lab(recorder.settings, *lab->panel);
        propose_name(desk);
        recorder.theme = desk.settings.theme;
        tell(recorder, false, "");
    }
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5f, 0.5f});
    ImGui::SetNextWindowSizeConstraints({0, 0}, ImGui::GetMainViewport()->WorkSize);  // beyond that it scrolls
    ImGui::Begin("Record", &desk.open.record,
                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoCollapse);
    name_close_button();
    ImGui::BeginDisabled(recorder.process != nullptr);
    edit_film_file(desk);
    edit_film_size(recorder.settings);
    edit_times(recorder.settings, beginning_of_decades(desk), lab ? lab->panel.get() : nullptr);
    edit_look(recorder, lab == nullptr);
    ImGui::EndDisabled();
    if (recorder.process) {
        draw_progress(desk);
    } else {
        draw_start(desk);
    }
    draw_outcome(desk);
    ImGui::PushTextWrapPos(26 * ImGui::GetFontSize());
    ImGui::TextDisabled(
        "%s",
        lab ? "The film computes the laboratory again with these parameters, in the background. These settings fix "
              "what every frame shows; the speed of the machine has no influence on it."
            : "The recording simulates the scene again from its initial cloud and shows it through the present camera. "
              "These "
              "settings fix the simulated time of every frame; the speed of the machine has no influence on it.");
    ImGui::PopTextWrapPos();
    ImGui::End();
}

}  // namespace coalesce
