#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "desk/panels.hpp"
#include "desk/widgets.hpp"
#include "model/error.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

struct Size {
    const char* label;
    int width, height;
};
constexpr Size sizes[] = {{"1280 × 720", 1280, 720},
                          {"1920 × 1080", 1920, 1080},
                          {"2560 × 1440", 2560, 1440},
                          {"3840 × 2160", 3840, 2160},
                          {"1080 × 1080", 1080, 1080}};

void propose(Desk& desk) {
    RecordingSettings& s = desk.recorder.settings;
    const Scene& scene = desk.document.scene;
    if (s.path.empty()) s.path = "coalesce.mp4";
    s.axis = scene.time.axis;
    s.from = s.axis == TimeAxis::log ? scene.time.dt : 0;
    s.until = scene.time.until;
    desk.recorder.proposed = true;
}

void label(const char* text) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text);
    ImGui::SameLine(8 * ImGui::GetFontSize());
    ImGui::SetNextItemWidth(16 * ImGui::GetFontSize());
}

void edit_settings(Desk& desk) {
    RecordingSettings& s = desk.recorder.settings;
    label("File");
    ImGui::InputText("##path", &s.path);
    name_item("record.path");
    ImGui::SetItemTooltip(
        "The ending picks the format: .mp4 .webm .gif, .png for the last frame, a folder/ for numbered PNG");
    label("Size");
    const std::string present = std::to_string(s.width) + " × " + std::to_string(s.height);
    if (ImGui::BeginCombo("##size", present.c_str())) {
        for (const Size& size : sizes)
            if (named_selectable(std::string("record.size.") + std::to_string(size.height), size.label,
                                 s.width == size.width && s.height == size.height)) {
                s.width = size.width;
                s.height = size.height;
            }
        ImGui::EndCombo();
    }
    name_item("record.size");
    label("Frames a second");
    ImGui::InputInt("##fps", &s.fps, 0);
    name_item("record.fps");
    label("Length (s)");
    ImGui::InputDouble("##seconds", &s.seconds, 0, 0, "%.6g");
    name_item("record.seconds");
    label("Time axis");
    if (ImGui::RadioButton("linear", s.axis == TimeAxis::linear)) s.axis = TimeAxis::linear;
    ImGui::SameLine();
    if (ImGui::RadioButton("logarithmic", s.axis == TimeAxis::log)) {
        s.axis = TimeAxis::log;
        if (s.from <= 0) s.from = desk.document.scene.time.dt;
    }
    label("From time");
    ImGui::InputDouble("##from", &s.from, 0, 0, "%.6g");
    name_item("record.from");
    label("Until time");
    ImGui::InputDouble("##until", &s.until, 0, 0, "%.6g");
    name_item("record.until");
    label("Plots");
    named_checkbox("record.panels", "beside the picture", &s.panels);
}

void start(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    recorder.outcome.clear();
    try {
        validate(recorder.settings);
        recorder.process = std::make_unique<RecordingProcess>(desk.document, recorder.settings);
    } catch (const std::runtime_error& error) {
        recorder.outcome = error.what();
        recorder.outcome_is_error = true;
    }
}

/// Progress bar while the process runs; its outcome in words afterwards.
void follow(Desk& desk) {
    RecorderDialog& recorder = desk.recorder;
    RecordingProcess& process = *recorder.process;
    switch (process.poll()) {
        case RecordingProcess::State::running: {
            const int total = std::max(1, process.frames_total());
            const std::string text =
                std::to_string(process.frames_done()) + " of " + std::to_string(process.frames_total()) + " frames";
            ImGui::ProgressBar(static_cast<float>(process.frames_done()) / static_cast<float>(total),
                               {24 * ImGui::GetFontSize(), 0}, text.c_str());
            if (named_button("record.cancel", "Cancel", {8 * ImGui::GetFontSize(), 0})) process.cancel();
            return;
        }
        case RecordingProcess::State::done:
            recorder.outcome = "recorded " + recorder.settings.path;
            recorder.outcome_is_error = false;
            break;
        case RecordingProcess::State::failed:
            recorder.outcome = process.complaint();
            recorder.outcome_is_error = true;
            break;
        case RecordingProcess::State::cancelled:
            recorder.outcome = "cancelled";
            recorder.outcome_is_error = false;
            break;
    }
    recorder.process.reset();
}

}  // namespace

void draw_record_dialog(Desk& desk) {
    if (!desk.open.record && !desk.recorder.process) return;
    RecorderDialog& recorder = desk.recorder;
    if (!recorder.proposed) propose(desk);
    ImGui::SetNextWindowPos(ImGui::GetMainViewport()->GetCenter(), ImGuiCond_Appearing, {0.5f, 0.5f});
    ImGui::Begin("Record", &desk.open.record,
                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoCollapse);
    ImGui::BeginDisabled(recorder.process != nullptr);
    edit_settings(desk);
    ImGui::EndDisabled();
    ImGui::TextDisabled(
        "The scene is simulated anew from its initial cloud, seen through the present camera;\nthe time a frame shows "
        "is fixed by these numbers, never by how fast the machine is.");
    if (recorder.process) {
        follow(desk);
    } else {
        if (named_button("record.start", "● Record", {8 * ImGui::GetFontSize(), 0})) start(desk);
        ImGui::SameLine();
        if (named_button("record.close", "Close", {8 * ImGui::GetFontSize(), 0})) desk.open.record = false;
    }
    if (!recorder.outcome.empty()) {
        ImGui::PushTextWrapPos(34 * ImGui::GetFontSize());
        ImGui::PushStyleColor(ImGuiCol_Text, recorder.outcome_is_error ? palette::warning(desk.settings.theme)
                                                                       : palette::text(desk.settings.theme));
        ImGui::TextUnformatted(recorder.outcome.c_str());
        ImGui::PopStyleColor();
        ImGui::PopTextWrapPos();
    }
    ImGui::End();
}

}  // namespace coalesce
